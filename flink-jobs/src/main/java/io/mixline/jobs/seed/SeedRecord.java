package io.mixline.jobs.seed;

import io.mixline.schemas.ItemEmbedding;
import org.jspecify.annotations.Nullable;

/**
 * A record of the embeddings topic, as far as a state is made of it, or what several of a key come to.
 *
 * @param key the item's id; empty, as no id is, for the start of an epoch
 * @param writerEpoch the newest
 * @param item what was written last; null where there is nothing that counts
 * @param replacedAt the offset of the last record that a replaced run appended; -1 for none
 */
public record SeedRecord(
        String key, long writerEpoch, @Nullable SeededItem item, long replacedAt) {

    private static final long NEVER = -1;

    static SeedRecord written(String key, long writerEpoch, SeededItem item) {
        return new SeedRecord(key, writerEpoch, item, NEVER);
    }

    public static SeedRecord written(ItemEmbedding embedding, long offset) {
        return written(embedding.itemId().value(), embedding.writerEpoch(), SeededItem.of(embedding, offset));
    }

    /** A run that was replaced appended it. It does not count, and compaction may have kept it in place of one that does. */
    public static SeedRecord replaced(ItemEmbedding embedding, long offset) {
        return new SeedRecord(embedding.itemId().value(), embedding.writerEpoch(), null, offset);
    }

    public static SeedRecord epochStart(long writerEpoch) {
        return new SeedRecord("", writerEpoch, null, NEVER);
    }

    /** Whether nothing that counts can be hidden behind what is there. */
    public boolean isWhole() {
        return item == null ? replacedAt == NEVER : item.offset() > replacedAt;
    }
}
