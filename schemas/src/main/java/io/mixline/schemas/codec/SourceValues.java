package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.source.EpochUnit;
import io.mixline.schemas.source.SourceMapping;
import io.mixline.schemas.source.VersionRule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes an item's id, version and time of the values that a record has for them, by a mapping's rules, and refuses those
 * it cannot. Values are what {@link PathReader} reads. Immutable.
 */
final class SourceValues {

    // Outside of these a number has another unit than the mapping says.
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final int SHOWN_CHARACTERS = 100;

    private final SourceMapping mapping;

    SourceValues(SourceMapping mapping) {
        this.mapping = mapping;
    }

    ItemId itemId(@Nullable Object value) {
        if (value == null || value.toString().isEmpty()) {
            throw refused(DeadLetterKind.MISSING_ID, mapping.itemId(), value, "an item id");
        }
        return new ItemId(value.toString());
    }

    ItemVersion version(@Nullable Object value, long offset) {
        VersionRule rule = mapping.version();
        if (value == null) {
            throw refused(DeadLetterKind.MISSING_VERSION, rule.paths(), null, "a version");
        }
        long number = number(value);
        if (number < 0) {
            throw refused(DeadLetterKind.NEGATIVE_VERSION, rule.paths(), value, ">= 0");
        }
        if (number > rule.maxValue()) {
            throw refused(
                    DeadLetterKind.BAD_FIELD,
                    rule.paths(),
                    value,
                    "<= " + rule.maxValue() + ", as the offset takes " + rule.offsetBits() + " bits of the version");
        }
        return new ItemVersion(rule.version(number, offset));
    }

    /** A time counts in milliseconds. */
    private long number(Object value) {
        VersionRule rule = mapping.version();
        try {
            if (value instanceof Instant time) {
                return time.toEpochMilli();
            }
            long number = value instanceof Long it ? it : Long.parseLong(value.toString());
            return rule.unit() == null ? number : rule.unit().toInstant(number).toEpochMilli();
        } catch (NumberFormatException | ArithmeticException e) {
            throw refused(DeadLetterKind.BAD_FIELD, rule.paths(), value, "a number of 63 bits");
        }
    }

    Instant changedAt(@Nullable Object value, Instant kafkaTimestamp) {
        if (mapping.changedAt().paths() == null) {
            return kafkaTimestamp;
        }
        Instant time = time(value);
        if (time == null || time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw refused(DeadLetterKind.BAD_FIELD, mapping.changedAt().paths(), value, "a time in years 1 to 9999");
        }
        return time;
    }

    private @Nullable Instant time(@Nullable Object value) {
        EpochUnit unit = mapping.changedAt().unit();
        if (value instanceof Long number && unit != null) {
            return unit.toInstant(number);
        }
        return value instanceof Instant time ? time : null;
    }

    private static RecordRefusedException refused(
            DeadLetterKind kind, Object name, @Nullable Object value, String expected) {
        String shown = String.valueOf(value);
        shown = shown.length() > SHOWN_CHARACTERS ? shown.substring(0, SHOWN_CHARACTERS) + "..." : shown;
        return new RecordRefusedException(kind, name + ": " + shown + " (expected: " + expected + ")");
    }
}
