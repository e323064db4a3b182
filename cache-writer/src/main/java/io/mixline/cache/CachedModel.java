package io.mixline.cache;

import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ModelFingerprint;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a cache knows of a model.
 *
 * @param shape of one item; null while only tombstones were seen
 * @param firstSeen numbers the models of a cache in the order they came, from 1
 * @param items how many have embedding tokens, and how many are deleted
 * @param topics which its items may come from, mostly one; empty where an earlier release did not note it: any
 */
public record CachedModel(
        EmbeddingModel model, @Nullable EmbeddingShape shape, long firstSeen, ItemCount items, Set<String> topics) {

    public CachedModel {
        topics = Set.copyOf(topics);
    }

    static CachedModel first(EmbeddingModel model, long firstSeen, String topic) {
        return new CachedModel(model, null, firstSeen, new ItemCount(0, 0), Set.of(topic));
    }

    boolean mayComeFrom(String topic) {
        return topics.isEmpty() || topics.contains(topic);
    }

    CachedModel withTopic(String topic) {
        if (mayComeFrom(topic)) {
            return this;
        }
        Set<String> more = new HashSet<>(topics);
        more.add(topic);
        return new CachedModel(model, shape, firstSeen, items, more);
    }

    CachedModel withShape(EmbeddingShape seen) {
        return new CachedModel(model, seen, firstSeen, items, topics);
    }

    CachedModel withItems(ItemCount counted) {
        return new CachedModel(model, shape, firstSeen, counted, topics);
    }

    /** Whether two writers see the same models, whatever each of them counts. */
    public static boolean sameButForItems(List<CachedModel> models, List<CachedModel> others) {
        return withoutItems(models).equals(withoutItems(others));
    }

    /**
     * What one writer makes of models that another one changed meanwhile.
     *
     * @param before what the writer began with
     * @param now the same but for the items
     * @param changed what the writer made of some of those, and models that are new
     */
    public static List<CachedModel> afterBoth(
            List<CachedModel> before, List<CachedModel> now, Collection<CachedModel> changed) {
        Map<ModelFingerprint, ItemCount> atFirst = items(before);
        Map<ModelFingerprint, ItemCount> meanwhile = items(now);
        ItemCount none = new ItemCount(0, 0);
        return changed.stream()
                .map(model -> {
                    ModelFingerprint of = model.model().fingerprint();
                    ItemCount first = atFirst.getOrDefault(of, none);
                    ItemCount other = meanwhile.getOrDefault(of, none);
                    return model.withItems(new ItemCount(
                            other.live() + model.items().live() - first.live(),
                            other.deleted() + model.items().deleted() - first.deleted()));
                })
                .toList();
    }

    private static Map<ModelFingerprint, ItemCount> items(List<CachedModel> models) {
        return models.stream().collect(Collectors.toMap(model -> model.model().fingerprint(), CachedModel::items));
    }

    private static Set<CachedModel> withoutItems(List<CachedModel> models) {
        return models.stream()
                .map(model -> model.withItems(new ItemCount(0, 0)))
                .collect(Collectors.toSet());
    }

    /** Items of a model, exact. */
    public record ItemCount(long live, long deleted) {

        ItemCount plus(@Nullable ItemMetadata item) {
            return plus(item, 1);
        }

        ItemCount minus(@Nullable ItemMetadata item) {
            return plus(item, -1);
        }

        private ItemCount plus(@Nullable ItemMetadata item, int count) {
            if (item == null) {
                return this;
            }
            return item.isDeleted() ? new ItemCount(live, deleted + count) : new ItemCount(live + count, deleted);
        }
    }
}
