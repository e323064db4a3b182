package io.mixline.cli.demo.broken;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import java.util.List;
import java.util.Map;

/** A cache that stores positions in a write of their own, before the data. Breaks "positions never run ahead of data". */
record PositionsFirstCache(EmbeddingCache cache) implements EmbeddingCache {

    @Override
    public List<ApplyOutcome> apply(CacheWrite write) {
        cache.apply(new CacheWrite(List.of(), write.positions()));
        return cache.apply(new CacheWrite(write.changes(), Map.of()));
    }

    @Override
    public List<CachedModel> discard(String topic) {
        return cache.discard(topic);
    }

    @Override
    public CacheSnapshot snapshot() {
        return cache.snapshot();
    }

    @Override
    public void close() {
        cache.close();
    }
}
