package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.EmbeddingsRecord;
import io.mixline.schemas.EpochStart;

/** Values of the embeddings topic, whatever they are. Times are kept to the millisecond. Thread-safe. */
public final class EmbeddingsRecordCodec {

    private final ItemEmbeddingCodec embeddings;
    private final WireFormat<io.mixline.schemas.avro.EpochStart> starts;

    public EmbeddingsRecordCodec() {
        this(Framing.singleObject());
    }

    public EmbeddingsRecordCodec(Framing framing) {
        this.embeddings = new ItemEmbeddingCodec(framing);
        this.starts = WireFormat.released(io.mixline.schemas.avro.EpochStart.class, framing);
    }

    public byte[] encode(EpochStart start) {
        return starts.encode(
                new io.mixline.schemas.avro.EpochStart(start.writerEpoch(), start.run(), start.startedAt()));
    }

    /**
     * An item's embedding, or the start of an epoch, as the key says.
     *
     * @throws RecordRefusedException NOT_AVRO, UNKNOWN_SCHEMA, or BAD_FIELD for values that no such record has
     */
    public EmbeddingsRecord decode(byte[] key, byte[] value) {
        return EpochStart.isKey(key) ? start(value) : embeddings.decode(value);
    }

    private EpochStart start(byte[] value) {
        var wire = starts.decode(value);
        try {
            return new EpochStart(wire.getWriterEpoch(), wire.getRun(), wire.getStartedAt());
        } catch (IllegalArgumentException e) {
            throw new RecordRefusedException(DeadLetterKind.BAD_FIELD, String.valueOf(e.getMessage()), e);
        }
    }
}
