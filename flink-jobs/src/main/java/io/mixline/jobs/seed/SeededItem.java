package io.mixline.jobs.seed;

import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.TextFingerprint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the embeddings topic says of an item.
 *
 * @param offset in its partition, which is the same for all records of an item
 * @param fingerprint of the text that was written; null for a tombstone
 */
public record SeededItem(
        long offset, ItemOrder order, @Nullable TextFingerprint fingerprint, Instant writtenAt) {

    static SeededItem of(ItemEmbedding embedding, long offset) {
        @Nullable EncodedText text = embedding.text();
        return new SeededItem(
                offset,
                embedding.order(),
                text == null ? null : text.fingerprint(),
                embedding.provenance().encodedAt());
    }
}
