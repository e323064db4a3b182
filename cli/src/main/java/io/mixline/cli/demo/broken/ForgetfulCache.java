package io.mixline.cli.demo.broken;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import java.util.List;

/** A cache that removes a deleted item instead of remembering its tombstone. Breaks "a delete is a version". */
record ForgetfulCache(EmbeddingCache cache) implements EmbeddingCache {

    @Override
    public List<ApplyOutcome> apply(CacheWrite write) {
        List<CacheChange> changes =
                write.changes().stream().map(ForgetfulCache::forget).toList();
        return cache.apply(new CacheWrite(changes, write.positions()));
    }

    private static CacheChange forget(CacheChange change) {
        return change instanceof CacheChange.Embedding taken
                        && taken.embedding().isTombstone()
                ? new CacheChange.Erasure(change.model(), change.itemId())
                : change;
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
