package io.mixline.cache.hot;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheChange;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        HotRows rows = known(model, shape);
        return rows == null ? add(model, shape) : rows;
    }

    /** Null where none of them were read yet. */
    @Nullable
    HotRows known(ModelFingerprint model, EmbeddingShape shape) {
        HotRows rows = models.get(model);
        return rows != null && rows.shape().equals(shape) ? rows : null;
    }

    /** What there was of them. */
    Forgotten forget(Collection<ItemId> items) {
        Map<ModelFingerprint, ForgottenRows> forgotten = new HashMap<>();
        models.forEach((model, rows) -> forgotten.put(model, new ForgottenRows(rows, rows.forget(items))));
        return new Forgotten(forgotten);
    }

    /** The models, too: who is read next gets what others leave. */
    synchronized void forgetAll() {
        models = Map.of();
    }

    /** What was hot before it was written. */
    record Forgotten(Map<ModelFingerprint, ForgottenRows> models) {

        /** Keeps what such items have become, in the order in which it was written. */
        void renew(List<CacheChange> changes, List<ApplyOutcome> outcomes) {
            for (int change = 0; change < outcomes.size(); change++) {
                ForgottenRows ofModel = models.get(changes.get(change).model().fingerprint());
                if (ofModel != null) {
                    ofModel.renew(changes.get(change), outcomes.get(change));
                }
            }
        }
    }

    private record ForgottenRows(HotRows rows, Set<ItemId> items) {

        void renew(CacheChange written, ApplyOutcome outcome) {
            boolean changed = outcome != ApplyOutcome.SUPERSEDED && outcome != ApplyOutcome.REFUSED;
            if (!changed || !items.contains(written.itemId())) {
                return;
            }
            ItemEmbedding embedding = written instanceof CacheChange.Embedding put ? put.embedding() : null;
            EncodedText text = embedding == null ? null : embedding.text();
            if (embedding != null && text != null && text.tokens().shape().equals(rows.shape())) {
                rows.renew(embedding, text);
            } else {
                rows.forget(List.of(written.itemId()));
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
