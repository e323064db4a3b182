package io.mixline.cache.hot;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheChange;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The hottest rows of each model that is read. Models share the memory in equal parts; the tier starts anew when one more is
 * read, which is rare: a rollout. Thread-safe.
 */
final class HotTier {

    private final long bytes;
    private final WriteClock clock;
    private volatile Map<ModelFingerprint, HotRows> models = Map.of();

    HotTier(long bytes, WriteClock clock) {
        this.bytes = bytes;
        this.clock = clock;
    }

    HotRows rows(ModelFingerprint model, EmbeddingShape shape) {
        HotRows rows = models.get(model);
        return rows != null && rows.shape().equals(shape) ? rows : add(model, shape);
    }

    /** What there was of them. */
    Forgotten forget(Collection<ItemId> items) {
        Map<ModelFingerprint, HotRows> now = models;
        Map<ModelFingerprint, Set<ItemId>> forgotten = new HashMap<>();
        now.forEach((model, rows) -> forgotten.put(model, rows.forget(items)));
        return new Forgotten(now, forgotten);
    }

    /** The models, too: who is read next gets what others leave. */
    synchronized void forgetAll() {
        models = Map.of();
    }

    /** What was hot before it was written. */
    static final class Forgotten {

        private final Map<ModelFingerprint, HotRows> models;
        private final Map<ModelFingerprint, Set<ItemId>> items;

        private Forgotten(Map<ModelFingerprint, HotRows> models, Map<ModelFingerprint, Set<ItemId>> items) {
            this.models = models;
            this.items = items;
        }

        /** Keeps what such items have become, in the order in which it was written. */
        void renew(List<CacheChange> changes, List<ApplyOutcome> outcomes) {
            for (int change = 0; change < outcomes.size(); change++) {
                CacheChange written = changes.get(change);
                ModelFingerprint model = written.model().fingerprint();
                if (items.getOrDefault(model, Set.of()).contains(written.itemId())) {
                    renew(Objects.requireNonNull(models.get(model)), written, outcomes.get(change));
                }
            }
        }

        private static void renew(HotRows rows, CacheChange written, ApplyOutcome outcome) {
            switch (outcome) {
                case APPLIED, REPEATED, DELETED, ERASED -> {
                    if (written instanceof CacheChange.Embedding put
                            && put.embedding().text() != null
                            && put.embedding().text().tokens().shape().equals(rows.shape())) {
                        rows.renew(put.embedding(), put.embedding().text());
                    } else {
                        rows.forget(List.of(written.itemId()));
                    }
                }
                case SUPERSEDED, REFUSED -> {}
            }
        }
    }

    private synchronized HotRows add(ModelFingerprint model, EmbeddingShape shape) {
        HotRows added = models.get(model);
        if (added != null && added.shape().equals(shape)) {
            return added;
        }
        Map<ModelFingerprint, EmbeddingShape> shapes = new HashMap<>();
        models.forEach((known, rows) -> shapes.put(known, rows.shape()));
        shapes.remove(model);
        models = Map.of(); // lets go of their memory before more is taken
        long share = bytes / (shapes.size() + 1);
        HotRows ofModel = new HotRows(shape, share, clock);
        Map<ModelFingerprint, HotRows> anew = new HashMap<>();
        anew.put(model, ofModel);
        shapes.forEach((known, its) -> anew.put(known, new HotRows(its, share, clock)));
        models = Map.copyOf(anew);
        return ofModel;
    }
}
