package io.mixline.cache;

import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;

/** One thing to do to one item under one model. */
public sealed interface CacheChange {

    ItemId itemId();

    EmbeddingModel model();

    /**
     * Takes an embedding, or a tombstone, unless a newer order of the item is there.
     *
     * @param topic where it was read; when the topic cannot be trusted any more, so cannot its model
     */
    record Embedding(ItemEmbedding embedding, String topic) implements CacheChange {

        @Override
        public ItemId itemId() {
            return embedding.itemId();
        }

        @Override
        public EmbeddingModel model() {
            return embedding.model();
        }
    }

    /** Forgets the item, its order too: whatever comes next is accepted. Only for what has outlived its retention. */
    record Erasure(EmbeddingModel model, ItemId itemId) implements CacheChange {}
}
