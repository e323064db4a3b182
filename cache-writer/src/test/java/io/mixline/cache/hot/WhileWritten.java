package io.mixline.cache.hot;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import java.util.List;

/** A cache that does something else in the middle of a write, before the write is there. */
final class WhileWritten implements EmbeddingCache {

    private final EmbeddingCache cache;
    private Runnable before = () -> {};

    WhileWritten(EmbeddingCache cache) {
        this.cache = cache;
    }

    void before(Runnable action) {
        before = action;
    }

    @Override
    public List<ApplyOutcome> apply(CacheWrite write) {
        before.run();
        return cache.apply(write);
    }

    @Override
    public List<CachedModel> discard(String topic) {
        before.run();
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
