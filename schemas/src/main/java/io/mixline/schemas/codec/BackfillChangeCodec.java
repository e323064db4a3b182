package io.mixline.schemas.codec;

import static java.util.Objects.requireNonNull;

import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.avro.BackfillChange;

/**
 * Values of the backfill topic: source records sent again as they were, with what is demanded of them. What comes out
 * has the original bytes, timestamp and position, so that versions made of offsets stay what they were. Thread-safe.
 */
public final class BackfillChangeCodec {

    private final WireFormat<BackfillChange> format;
    private final ItemChangeCodec changes;

    /** Reads the source records inside with that codec. */
    public BackfillChangeCodec(ItemChangeCodec changes) {
        this(changes, Framing.singleObject());
    }

    /** Reads the source records inside with that codec; the framing is that of the record around them. */
    public BackfillChangeCodec(ItemChangeCodec changes, Framing framing) {
        this.format = WireFormat.released(BackfillChange.class, framing);
        this.changes = changes;
    }

    /**
     * Sends a source record through the BACKFILL lane.
     *
     * @param source as it stood in the source topic, such as {@link ItemChange#source()}
     * @param origin the lane BACKFILL, and why the record is sent
     * @param reencode becomes part of the order: the number of the backfill that demands encoding again, else 0 (or what
     *     it was, for a change that is sent back). Without effect on a DELETE.
     */
    public byte[] encode(SourceRecord source, ChangeOrigin origin, long reencode) {
        if (origin.lane() != Lane.BACKFILL) {
            throw new IllegalArgumentException("lane: " + origin.lane() + " (expected: BACKFILL)");
        }
        if (reencode < 0) {
            throw new IllegalArgumentException("reencode: " + reencode + " (expected: >= 0)");
        }
        return format.encode(BackfillChange.newBuilder()
                .setKey(WireBytes.buffer(source.key()))
                .setValue(WireBytes.buffer(source.value()))
                .setTimestamp(source.timestamp())
                .setSourceTopic(source.position().topic())
                .setSourcePartition(source.position().partition())
                .setSourceOffset(source.position().offset())
                .setBackfill(origin.backfill())
                .setForced(origin.forced())
                .setReencode(reencode)
                .build());
    }

    /**
     * The change inside a record of the backfill topic.
     *
     * @throws RecordRefusedException if the record, or the source record inside it, cannot be decoded
     */
    public ItemChange decode(SourceRecord record) {
        if (record.value() == null) {
            throw new RecordRefusedException(DeadLetterKind.NULL_VALUE, "value: null (expected: a BackfillChange)");
        }
        BackfillChange wire = format.decode(requireNonNull(record.value()));
        SourcePosition position =
                new SourcePosition(wire.getSourceTopic(), wire.getSourcePartition(), wire.getSourceOffset());
        SourceRecord source = new SourceRecord(
                WireBytes.array(wire.getKey()), WireBytes.array(wire.getValue()), position, wire.getTimestamp());
        if (wire.getReencode() < 0 || wire.getBackfill() < 0) {
            throw new RecordRefusedException(
                    DeadLetterKind.BAD_FIELD,
                    "backfill, reencode: " + wire.getBackfill() + ", " + wire.getReencode() + " (expected: >= 0)");
        }
        ChangeOrigin origin = new ChangeOrigin(Lane.BACKFILL, wire.getBackfill(), wire.getForced());
        return changes.decode(source, origin, wire.getReencode());
    }
}
