/** Turns item texts into embedding tokens with the model of a bundle. */
@NullMarked
package io.mixline.encoder;

import org.jspecify.annotations.NullMarked;
