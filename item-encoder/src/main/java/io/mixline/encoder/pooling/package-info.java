/** From a model's position states to an item's embedding tokens. */
@NullMarked
package io.mixline.encoder.pooling;

import org.jspecify.annotations.NullMarked;
