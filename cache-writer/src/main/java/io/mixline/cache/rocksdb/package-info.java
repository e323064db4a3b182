/** The cache on disk, and the only place that knows RocksDB. */
@NullMarked
package io.mixline.cache.rocksdb;

import org.jspecify.annotations.NullMarked;
