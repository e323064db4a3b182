package io.mixline.cache;

import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ModelFingerprint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds changes over what a cache holds: newest wins, whatever the order they come in and however they are batched. An
 * equal order is taken again: a replay then changes nothing, and the last record of a topic wins. Every cache applies by
 * this rule, and writes what the fold ends with.
 */
public final class ChangeFold {

    private final Map<ModelFingerprint, CachedModel> models = new HashMap<>();
    private final Map<ModelFingerprint, CachedModel> changedModels = new LinkedHashMap<>();
    private final Map<ItemKey, @Nullable ItemMetadata> stored;
    private final Map<ItemKey, ItemState> changedItems = new LinkedHashMap<>();

    /**
     * @param models all that the cache knows
     * @param stored what the cache holds of the items that change; absent where it holds nothing
     */
    public ChangeFold(Collection<CachedModel> models, Map<ItemKey, @Nullable ItemMetadata> stored) {
        models.forEach(known -> this.models.put(known.model().fingerprint(), known));
        this.stored = stored;
    }

    /** The entry of each of these changes. */
    public static List<ItemKey> keys(List<CacheChange> changes) {
        return changes.stream().map(ItemKey::of).distinct().toList();
    }

    /** What becomes of each change, in their order. */
    public List<ApplyOutcome> fold(List<CacheChange> changes) {
        List<ApplyOutcome> outcomes = new ArrayList<>(changes.size());
        for (CacheChange change : changes) {
            outcomes.add(contradictsModel(change) ? ApplyOutcome.REFUSED : fold(change));
        }
        return outcomes;
    }

    /** The entries to write. */
    public Map<ItemKey, ItemState> changedItems() {
        return changedItems;
    }

    /** The models to write, those that were never seen included. */
    public Collection<CachedModel> changedModels() {
        return changedModels.values();
    }

    private ApplyOutcome fold(CacheChange change) {
        if (change instanceof CacheChange.Embedding taken) {
            return take(taken.embedding(), taken.topic());
        }
        if (models.containsKey(change.model().fingerprint())) {
            put(ItemKey.of(change), new ItemState(null, null));
        }
        return ApplyOutcome.ERASED;
    }

    private ApplyOutcome take(ItemEmbedding embedding, String topic) {
        ItemKey key = new ItemKey(embedding.model().fingerprint(), embedding.itemId());
        ItemMetadata held = held(key);
        int newer = held == null ? 1 : embedding.order().compareTo(held.order());
        if (newer < 0) {
            return ApplyOutcome.SUPERSEDED;
        }
        see(embedding, topic);
        EncodedText text = embedding.text();
        put(key, new ItemState(ItemMetadata.of(embedding), text == null ? null : text.tokens()));
        if (newer == 0) {
            return ApplyOutcome.REPEATED;
        }
        return embedding.isTombstone() ? ApplyOutcome.DELETED : ApplyOutcome.APPLIED;
    }

    private void see(ItemEmbedding embedding, String topic) {
        EmbeddingModel model = embedding.model();
        CachedModel known = models.get(model.fingerprint());
        CachedModel seen = known == null ? CachedModel.first(model, nextFirstSeen(), topic) : known.withTopic(topic);
        if (seen.shape() == null && embedding.text() != null) {
            seen = seen.withShape(embedding.text().tokens().shape());
        }
        if (!seen.equals(known)) {
            put(seen);
        }
    }

    private void put(ItemKey key, ItemState state) {
        CachedModel model = models.get(key.model());
        if (model != null) {
            put(model.withItems(model.items().minus(held(key)).plus(state.metadata())));
        }
        changedItems.put(key, state);
    }

    private void put(CachedModel model) {
        models.put(model.model().fingerprint(), model);
        changedModels.put(model.model().fingerprint(), model);
    }

    private @Nullable ItemMetadata held(ItemKey key) {
        ItemState changed = changedItems.get(key);
        return changed == null ? stored.get(key) : changed.metadata();
    }

    private boolean contradictsModel(CacheChange change) {
        CachedModel known = models.get(change.model().fingerprint());
        if (known == null) {
            return false;
        }
        if (!known.model().equals(change.model())) {
            return true;
        }
        EmbeddingShape shape = shape(change);
        return shape != null && known.shape() != null && !shape.equals(known.shape());
    }

    private static @Nullable EmbeddingShape shape(CacheChange change) {
        return change instanceof CacheChange.Embedding taken
                        && taken.embedding().text() != null
                ? taken.embedding().text().tokens().shape()
                : null;
    }

    private long nextFirstSeen() {
        return models.values().stream().mapToLong(CachedModel::firstSeen).max().orElse(0) + 1;
    }
}
