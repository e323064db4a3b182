package io.mixline.cli.demo;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import java.util.List;

/** A cache that fails before a write of data, once it has taken that many changes, as a process that is killed there. */
final class CrashingCache implements EmbeddingCache {

    private final EmbeddingCache cache;
    private final long afterChanges;
    private long changes;
    private volatile boolean crashed;

    CrashingCache(EmbeddingCache cache, long afterChanges) {
        this.cache = cache;
        this.afterChanges = afterChanges;
    }

    boolean hasCrashed() {
        return crashed;
    }

    @Override
    public List<ApplyOutcome> apply(CacheWrite write) {
        if (changes >= afterChanges && !write.changes().isEmpty()) {
            crashed = true;
            throw new IllegalStateException("crash on purpose, between two writes");
        }
        changes += write.changes().size();
        return cache.apply(write);
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
