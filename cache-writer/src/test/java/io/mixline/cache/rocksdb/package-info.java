@NullMarked
package io.mixline.cache.rocksdb;

import org.jspecify.annotations.NullMarked;
