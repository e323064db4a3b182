package io.mixline.cache;

import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import org.jspecify.annotations.Nullable;

/**
 * What a cache knows of a model.
 *
 * @param shape of one item; null while only tombstones were seen
 * @param firstSeen numbers the models of a cache in the order they came, from 1
 * @param items how many have embedding tokens, and how many are deleted
 */
public record CachedModel(EmbeddingModel model, @Nullable EmbeddingShape shape, long firstSeen, ItemCount items) {

    public static CachedModel first(EmbeddingModel model, long firstSeen) {
        return new CachedModel(model, null, firstSeen, new ItemCount(0, 0));
    }

    CachedModel withShape(EmbeddingShape seen) {
        return new CachedModel(model, seen, firstSeen, items);
    }

    CachedModel withItems(ItemCount counted) {
        return new CachedModel(model, shape, firstSeen, counted);
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
