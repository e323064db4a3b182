package io.mixline.schemas;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record as it stands in the source topic, bytes untouched; equal where the bytes are. The record owns its arrays:
 * neither the giver nor a reader may change them.
 */
@SuppressWarnings("ArrayRecordComponent") // equal by content, below
public record SourceRecord(byte @Nullable [] key, byte @Nullable [] value, SourcePosition position, Instant timestamp) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceRecord that
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value)
                && position.equals(that.position)
                && timestamp.equals(that.timestamp);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(key), Arrays.hashCode(value), position, timestamp);
    }

    @Override
    public String toString() {
        return position + " (" + (value == null ? "null" : value.length + " bytes") + ")";
    }
}
