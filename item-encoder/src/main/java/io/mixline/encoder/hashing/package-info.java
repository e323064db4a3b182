/** An encoder without a model, for tests and load tests. */
@NullMarked
package io.mixline.encoder.hashing;

import org.jspecify.annotations.NullMarked;
