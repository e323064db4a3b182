package io.mixline.cli.demo;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.Lane;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Notes how fresh each live change was when it became readable, over all caches that it is laid over. Thread-safe. */
final class AppliedRecorder {

    private final InstantSource clock;
    private final List<Duration> sinceChange = Collections.synchronizedList(new ArrayList<>());

    AppliedRecorder(InstantSource clock) {
        this.clock = clock;
    }

    EmbeddingCache over(EmbeddingCache cache) {
        return new RecordedCache(cache);
    }

    /** What was noted since the last call, shortest first. */
    List<Duration> take() {
        synchronized (sinceChange) {
            List<Duration> taken = new ArrayList<>(sinceChange);
            sinceChange.clear();
            Collections.sort(taken);
            return taken;
        }
    }

    private void note(ItemEmbedding embedding, ApplyOutcome outcome) {
        boolean isNew = outcome == ApplyOutcome.APPLIED || outcome == ApplyOutcome.DELETED;
        if (isNew && embedding.provenance().lane() == Lane.LIVE) {
            sinceChange.add(Duration.between(embedding.provenance().changedAt(), clock.instant()));
        }
    }

    private final class RecordedCache implements EmbeddingCache {

        private final EmbeddingCache cache;

        RecordedCache(EmbeddingCache cache) {
            this.cache = cache;
        }

        @Override
        public List<ApplyOutcome> apply(CacheWrite write) {
            List<ApplyOutcome> outcomes = cache.apply(write);
            for (int change = 0; change < outcomes.size(); change++) {
                if (write.changes().get(change) instanceof CacheChange.Embedding taken) {
                    note(taken.embedding(), outcomes.get(change));
                }
            }
            return outcomes;
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
}
