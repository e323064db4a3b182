package io.mixline.schemas.source;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What a number counts that says a time: milliseconds or microseconds since 1970-01-01T00:00:00Z. */
public enum EpochUnit {
    MILLIS(ChronoUnit.MILLIS),
    MICROS(ChronoUnit.MICROS);

    private final ChronoUnit unit;

    EpochUnit(ChronoUnit unit) {
        this.unit = unit;
    }

    public Instant toInstant(long sinceEpoch) {
        return Instant.EPOCH.plus(sinceEpoch, unit);
    }

    /** The unit that a schema's logical type says; null where it says none. */
    public static @Nullable EpochUnit of(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
            return MILLIS;
        }
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMicros ? MICROS : null;
    }
}
