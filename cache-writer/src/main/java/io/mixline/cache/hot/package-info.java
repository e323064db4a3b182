/** The items that are read most, in memory outside the heap, above a cache on disk. */
@NullMarked
package io.mixline.cache.hot;

import org.jspecify.annotations.NullMarked;
