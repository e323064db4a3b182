/** Applies a topic of item embeddings to a store and reads whole candidate lists from it. */
@NullMarked
package io.mixline.cache;

import org.jspecify.annotations.NullMarked;
