package io.mixline.jobs.fence;

import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.TextFingerprint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the embeddings topic says of an item.
 *
 * @param fingerprint of the text that was written; null for a tombstone
 */
public record WrittenRecord(
        String itemId, ItemOrder order, @Nullable TextFingerprint fingerprint, Instant writtenAt) {

    public static WrittenRecord of(ItemEmbedding embedding) {
        return new WrittenRecord(
                embedding.itemId().value(),
                embedding.order(),
                embedding.text() == null ? null : embedding.text().fingerprint(),
                embedding.provenance().encodedAt());
    }

    /**
     * What the fence knows of the item once it has seen this: all that it knew, unless this is from a later moment. A
     * record of an older order was written before the entry rose over it.
     */
    FenceEntry caughtUp(@Nullable FenceEntry entry) {
        if (entry != null && entry.order().isNewerThan(order)) {
            return entry;
        }
        return order.isDelete() ? new DeletedEntry(order, writtenAt) : new LiveEntry(order, fingerprint, true);
    }
}
