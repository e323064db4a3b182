package io.mixline.schemas.source;

import org.jspecify.annotations.Nullable;

/**
 * How a record says its item's version. Where the value is not the source's own revision number, two changes may share
 * it; then the low {@code offsetBits} bits of the record's offset break the tie: {@code version = value << offsetBits |
 * low bits of the offset}. Ties are broken the wrong way only where two changes of one item share a value and a multiple
 * of 2^offsetBits lies between their offsets. All changes of an item must be in one partition.
 *
 * @param unit of an UPDATE_TIME whose field does not say it by its logical type; else null
 * @param offsetBits 0 for FIELD
 */
public record VersionRule(
        Kind kind, SourcePaths paths, @Nullable EpochUnit unit, int offsetBits) {

    static final int MAX_OFFSET_BITS = 32;

    /** What the value is. */
    public enum Kind {
        /** The source's own revision number of the item, taken as it is. */
        FIELD(0),
        /** A position in the source's log, such as a log sequence number. 16 bits: values below 2^47, a log of 140 TB. */
        LOG_SEQUENCE(16),
        /** When the item was changed, in milliseconds. 20 bits: times until the year 2248, a million records a tie. */
        UPDATE_TIME(20);

        private final int usualOffsetBits;

        Kind(int usualOffsetBits) {
            this.usualOffsetBits = usualOffsetBits;
        }

        int usualOffsetBits() {
            return usualOffsetBits;
        }
    }

    /** The largest value that leaves room for the offset's bits. */
    public long maxValue() {
        return Long.MAX_VALUE >> offsetBits;
    }

    /**
     * The version of a record.
     *
     * @param value from 0 to {@link #maxValue()}, in milliseconds for UPDATE_TIME
     */
    public long version(long value, long offset) {
        return (value << offsetBits) | (offset & ((1L << offsetBits) - 1));
    }
}
