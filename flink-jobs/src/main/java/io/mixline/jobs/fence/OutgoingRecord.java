package io.mixline.jobs.fence;

import io.mixline.schemas.ItemId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A record for Kafka, small enough for its topic; equal where the bytes are. The record owns its arrays. */
@SuppressWarnings("ArrayRecordComponent") // equal by content, below
public record OutgoingRecord(byte[] key, byte[] value, Instant timestamp) {

    static OutgoingRecord of(ItemId itemId, byte[] value, Instant timestamp) {
        return new OutgoingRecord(itemId.toBytes(), value, timestamp);
    }

    int bytes() {
        return key.length + value.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OutgoingRecord that
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value)
                && timestamp.equals(that.timestamp);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(key), Arrays.hashCode(value), timestamp);
    }
}
