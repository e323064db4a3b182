package io.mixline.cli.postings;

import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of a posting, ready to be published.
 *
 * @param posting null for a DELETE, and only then
 */
public record PostingChange(
        ItemId itemId,
        ItemOrder order,
        Instant changedAt,
        @Nullable Posting posting) {

    public PostingChange {
        if (order.isDelete() != (posting == null)) {
            throw new IllegalArgumentException("posting: " + (posting == null ? "absent" : "present")
                    + " (expected: absent just for DELETE), order " + order);
        }
    }

    public static PostingChange upsert(ItemId itemId, long version, Instant changedAt, Posting posting) {
        return new PostingChange(itemId, ItemOrder.upsert(version), changedAt, posting);
    }

    public static PostingChange delete(ItemId itemId, long version, Instant changedAt) {
        return new PostingChange(itemId, ItemOrder.delete(version), changedAt, null);
    }

    /** The same change, made at that time. */
    public PostingChange at(Instant time) {
        return new PostingChange(itemId, order, time, posting);
    }
}
