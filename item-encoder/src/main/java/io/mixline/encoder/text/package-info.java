/** The exact string that a model sees, composed from an item's content by the bundle's templates. */
@NullMarked
package io.mixline.encoder.text;

import org.jspecify.annotations.NullMarked;
