package io.mixline.jobs.fence;

import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.TextFingerprint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the embeddings topic says of an item.
 *
 * @param order null where the topic says no more than that something may be hidden
 * @param fingerprint of the text that was written; null for a tombstone
 * @param whole false where a record of a replaced run came last: compaction may have kept it in place of what counts
 */
public record WrittenRecord(
        String itemId,
        @Nullable ItemOrder order,
        @Nullable TextFingerprint fingerprint,
        Instant writtenAt,
        boolean whole) {

    public static WrittenRecord of(ItemEmbedding embedding) {
        return new WrittenRecord(
                embedding.itemId().value(),
                embedding.order(),
                embedding.text() == null ? null : embedding.text().fingerprint(),
                embedding.provenance().encodedAt(),
                true);
    }

    /** The item after a record of a replaced run. */
    static WrittenRecord hidden(ItemId itemId, @Nullable WrittenRecord before) {
        return before == null
                ? new WrittenRecord(itemId.value(), null, null, Instant.EPOCH, false)
                : new WrittenRecord(before.itemId, before.order, before.fingerprint, before.writtenAt, false);
    }

    /**
     * What the fence knows of the item once it has seen this: all that it knew, unless this is from a later moment. A
     * record of an older order was written before the entry rose over it. Where something may be hidden no text stands for
     * the order any more, so that the next change of the item writes it again.
     */
    @Nullable
    FenceEntry caughtUp(@Nullable FenceEntry entry) {
        FenceEntry known = order == null || (entry != null && entry.order().isNewerThan(order)) ? entry : entry(order);
        return !whole && known instanceof LiveEntry live ? new LiveEntry(live.order(), null, false) : known;
    }

    private FenceEntry entry(ItemOrder written) {
        return written.isDelete() ? new DeletedEntry(written, writtenAt) : new LiveEntry(written, fingerprint, true);
    }
}
