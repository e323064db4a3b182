/** What the cache counts, and the decorators that count it. */
@NullMarked
package io.mixline.cache.metrics;

import org.jspecify.annotations.NullMarked;
