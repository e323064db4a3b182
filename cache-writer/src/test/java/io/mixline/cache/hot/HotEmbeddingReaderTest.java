package io.mixline.cache.hot;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.EmbeddingReaderContract;
import io.mixline.cache.HostLag;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.client.EmbeddingReader;
import java.nio.file.Path;

/** As a host reads: the rows that are in memory from there, the others from RocksDB beside them. */
class HotEmbeddingReaderTest extends EmbeddingReaderContract {

    private static final long BYTES = 1 << 20;

    @Override
    protected EmbeddingCache open(Path directory) {
        return new HotTierEmbeddingCache(RocksDbEmbeddingCache.open(directory), BYTES);
    }

    @Override
    protected EmbeddingReader reader(EmbeddingCache cache, HostLag hostLag) {
        return new LocalEmbeddingReader(cache, hostLag);
    }
}
