package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;

/** Values of the dead-letter topic. Times are kept to the millisecond. Thread-safe. */
public final class DeadLetterCodec {

    /** The least that {@link #encode} can be asked to fit into: what a dead letter takes without what can be cut. */
    public static final int MIN_MAX_BYTES = 1024;

    private final WireFormat<io.mixline.schemas.avro.DeadLetter> format;

    public DeadLetterCodec() {
        this(Framing.singleObject());
    }

    public DeadLetterCodec(Framing framing) {
        this(WireFormat.released(io.mixline.schemas.avro.DeadLetter.class, framing));
    }

    DeadLetterCodec(WireFormat<io.mixline.schemas.avro.DeadLetter> format) {
        this.format = format;
    }

    /**
     * Never more than {@code maxBytes}, so that a dead letter can always be written. What is too much is cut: a long
     * item id is left out, then value, key and message are cut in this order, and last any item id is left out. Lengths, and the SHA-256 of a cut value,
     * say what there was.
     *
     * @param maxBytes what the topic takes for a value; at least {@link #MIN_MAX_BYTES}
     */
    public byte[] encode(DeadLetter letter, int maxBytes) {
        if (maxBytes < MIN_MAX_BYTES) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= " + MIN_MAX_BYTES + ")");
        }
        var wire = wire(letter);
        byte[] whole = format.encode(wire);
        if (whole.length <= maxBytes) {
            return whole;
        }
        new DeadLetterCut(whole.length - maxBytes).apply(wire);
        return format.encode(wire);
    }

    /**
     * The letter, whole or cut; see {@link #decodeStored} to know which.
     *
     * @throws RecordRefusedException NOT_AVRO, UNKNOWN_SCHEMA or BAD_FIELD
     */
    public DeadLetter decode(byte[] value) {
        return decodeStored(value).letter();
    }

    /**
     * The letter, and what is missing of it.
     *
     * @throws RecordRefusedException NOT_AVRO, UNKNOWN_SCHEMA or BAD_FIELD
     */
    public StoredDeadLetter decodeStored(byte[] value) {
        var wire = format.decode(value);
        SourceRecord source = new SourceRecord(
                WireBytes.array(wire.getKey()),
                WireBytes.array(wire.getValue()),
                new SourcePosition(wire.getSourceTopic(), wire.getSourcePartition(), wire.getSourceOffset()),
                wire.getTimestamp());
        DeadLetterReason reason = new DeadLetterReason(
                DeadLetterStage.valueOf(wire.getStage().name()),
                DeadLetterKind.valueOf(wire.getKind().name()),
                wire.getMessage());
        try {
            ItemId itemId = wire.getItemId() == null ? null : new ItemId(wire.getItemId());
            DeadLetter letter = new DeadLetter(source, itemId, reason, wire.getAt());
            return new StoredDeadLetter(
                    letter, wire.getKeyLength(), wire.getValueLength(), WireBytes.array(wire.getValueSha256()));
        } catch (IllegalArgumentException e) {
            throw new RecordRefusedException(DeadLetterKind.BAD_FIELD, String.valueOf(e.getMessage()), e);
        }
    }

    private static io.mixline.schemas.avro.DeadLetter wire(DeadLetter letter) {
        SourceRecord source = letter.source();
        var wire = new io.mixline.schemas.avro.DeadLetter();
        wire.setKey(WireBytes.buffer(source.key()));
        wire.setKeyLength(StoredDeadLetter.length(source.key()));
        wire.setValue(WireBytes.buffer(source.value()));
        wire.setValueLength(StoredDeadLetter.length(source.value()));
        wire.setSourceTopic(source.position().topic());
        wire.setSourcePartition(source.position().partition());
        wire.setSourceOffset(source.position().offset());
        wire.setTimestamp(source.timestamp());
        wire.setItemId(letter.itemId() == null ? null : letter.itemId().value());
        wire.setStage(io.mixline.schemas.avro.DeadLetterStage.valueOf(
                letter.reason().stage().name()));
        wire.setKind(io.mixline.schemas.avro.DeadLetterKind.valueOf(
                letter.reason().kind().name()));
        wire.setMessage(letter.reason().message());
        wire.setAt(letter.at());
        return wire;
    }
}
