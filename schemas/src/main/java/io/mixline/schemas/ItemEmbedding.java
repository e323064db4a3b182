package io.mixline.schemas;

import org.jspecify.annotations.Nullable;

/**
 * What the embeddings topic holds of an item under one model: its embedding tokens, or its tombstone.
 *
 * @param text null for a tombstone, and only then
 */
public record ItemEmbedding(
        ItemId itemId,
        ItemOrder order,
        EmbeddingModel model,
        @Nullable EncodedText text,
        Provenance provenance) implements EmbeddingsRecord {

    public ItemEmbedding {
        if (order.isDelete() != (text == null)) {
            throw new IllegalArgumentException("text: " + (text == null ? "absent" : "present")
                    + " (expected: absent just for DELETE), order " + order);
        }
    }

    public static ItemEmbedding tombstone(
            ItemId itemId, ItemVersion version, EmbeddingModel model, Provenance provenance) {
        return new ItemEmbedding(itemId, new ItemOrder(version, ItemOperation.DELETE, 0), model, null, provenance);
    }

    @Override
    public long writerEpoch() {
        return provenance.writerEpoch();
    }

    public boolean isTombstone() {
        return text == null;
    }
}
