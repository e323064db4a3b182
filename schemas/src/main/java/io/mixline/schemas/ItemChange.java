package io.mixline.schemas;

import java.time.Instant;

/**
 * One event in an item's life: UPSERT with content, or DELETE. Its head is decoded, its content stays in the source
 * record's bytes and is read by the codec where it is needed: bytes travel cheaper than parsed content, and a dead
 * letter has them as they came.
 */
public record ItemChange(ItemId itemId, ItemOrder order, Instant changedAt, ChangeOrigin origin, SourceRecord source) {

    /** Whether unchanged text must be encoded all the same. */
    public boolean demandsEncoding() {
        return origin.forced() || order.reencode() > 0;
    }
}
