package io.mixline.cache.hot;

import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

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

    void forget(Collection<ItemId> items) {
        models.values().forEach(rows -> rows.forget(items));
    }

    /** The models, too: who is read next gets what others leave. */
    synchronized void forgetAll() {
        models = Map.of();
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
