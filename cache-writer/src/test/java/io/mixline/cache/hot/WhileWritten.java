package io.mixline.cache.hot;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.PackedRead;
import io.mixline.schemas.ModelFingerprint;
import java.util.List;

/** A cache that does something else in the middle of a write, before the write is there, or of a read from memory, after it. */
final class WhileWritten implements EmbeddingCache {

    private final EmbeddingCache cache;
    private Runnable before = () -> {};
    private Runnable afterRead = () -> {};

    WhileWritten(EmbeddingCache cache) {
        this.cache = cache;
    }

    void before(Runnable action) {
        before = action;
    }

    void afterRead(Runnable action) {
        afterRead = action;
    }

    @Override
    public boolean readFromMemory(ModelFingerprint model, PackedRead read) {
        boolean all = cache.readFromMemory(model, read);
        afterRead.run();
        return all;
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
