/** Snapshots of a cache, and how a host starts from one: taken, published, kept, checked and restored. */
@NullMarked
package io.mixline.cache.bootstrap;

import org.jspecify.annotations.NullMarked;
