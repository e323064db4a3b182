package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOperation;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.TextFingerprint;
import io.mixline.schemas.avro.EmbeddingLane;
import io.mixline.schemas.avro.Fingerprint;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Values of the embeddings topic. Times are kept to the millisecond. Thread-safe. */
public final class ItemEmbeddingCodec {

    private final WireFormat<io.mixline.schemas.avro.ItemEmbedding> format;

    public ItemEmbeddingCodec() {
        this(Framing.singleObject());
    }

    public ItemEmbeddingCodec(Framing framing) {
        this(WireFormat.released(io.mixline.schemas.avro.ItemEmbedding.class, framing));
    }

    ItemEmbeddingCodec(WireFormat<io.mixline.schemas.avro.ItemEmbedding> format) {
        this.format = format;
    }

    public byte[] encode(ItemEmbedding embedding) {
        var wire = new io.mixline.schemas.avro.ItemEmbedding();
        wire.setItemId(embedding.itemId().value());
        wire.setItemVersion(embedding.order().version().value());
        wire.setReencode(embedding.order().reencode());
        wire.setEmbeddingSpace(embedding.model().space().name());
        wire.setModelFingerprint(fingerprint(embedding.model().fingerprint().hash()));
        setProvenance(wire, embedding.provenance());
        setText(wire, embedding.text());
        return format.encode(wire);
    }

    /**
     * The embedding, whose arrays are its own.
     *
     * @throws RecordRefusedException NOT_AVRO, UNKNOWN_SCHEMA, or BAD_FIELD for values that no embedding has
     */
    public ItemEmbedding decode(byte[] value) {
        var wire = format.decode(value);
        try {
            ItemOperation operation = wire.getTokens() == null ? ItemOperation.DELETE : ItemOperation.UPSERT;
            return new ItemEmbedding(
                    new ItemId(wire.getItemId()),
                    new ItemOrder(new ItemVersion(wire.getItemVersion()), operation, wire.getReencode()),
                    new EmbeddingModel(
                            new EmbeddingSpace(wire.getEmbeddingSpace()),
                            new ModelFingerprint(hash(wire.getModelFingerprint()))),
                    text(wire),
                    provenance(wire));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new RecordRefusedException(DeadLetterKind.BAD_FIELD, String.valueOf(e.getMessage()), e);
        }
    }

    private static void setProvenance(io.mixline.schemas.avro.ItemEmbedding wire, Provenance provenance) {
        wire.setLane(provenance.lane() == Lane.LIVE ? EmbeddingLane.LIVE : EmbeddingLane.BACKFILL);
        wire.setWriterEpoch(provenance.writerEpoch());
        wire.setChangedAt(provenance.changedAt());
        wire.setEncodedAt(provenance.encodedAt());
        wire.setSourceTopic(provenance.source().topic());
        wire.setSourcePartition(provenance.source().partition());
        wire.setSourceOffset(provenance.source().offset());
    }

    private static Provenance provenance(io.mixline.schemas.avro.ItemEmbedding wire) {
        return new Provenance(
                wire.getLane() == EmbeddingLane.LIVE ? Lane.LIVE : Lane.BACKFILL,
                wire.getWriterEpoch(),
                wire.getChangedAt(),
                wire.getEncodedAt(),
                new SourcePosition(wire.getSourceTopic(), wire.getSourcePartition(), wire.getSourceOffset()));
    }

    private static void setText(io.mixline.schemas.avro.ItemEmbedding wire, @Nullable EncodedText text) {
        EmbeddingDtype dtype =
                text == null ? EmbeddingDtype.FLOAT16 : text.tokens().shape().dtype();
        wire.setDtype(io.mixline.schemas.avro.EmbeddingDtype.valueOf(dtype.name()));
        if (text == null) {
            return;
        }
        wire.setTextFingerprint(fingerprint(text.fingerprint().hash()));
        wire.setTokenCount(text.tokens().shape().tokens());
        wire.setDimension(text.tokens().shape().dimension());
        wire.setTokens(ByteBuffer.wrap(text.tokens().bytes()));
        wire.setShortText(text.shortText());
        wire.setTextTokens(text.textTokens());
        wire.setTruncated(text.truncated());
    }

    private static @Nullable EncodedText text(io.mixline.schemas.avro.ItemEmbedding wire) {
        ByteBuffer tokens = wire.getTokens();
        if (tokens == null) {
            return null;
        }
        if (wire.getTextFingerprint() == null) {
            throw new IllegalArgumentException("textFingerprint: null (expected: 16 bytes beside tokens)");
        }
        EmbeddingDtype dtype = EmbeddingDtype.valueOf(wire.getDtype().name());
        EmbeddingShape shape = new EmbeddingShape(wire.getTokenCount(), wire.getDimension(), dtype);
        return new EncodedText(
                new TextFingerprint(hash(wire.getTextFingerprint())),
                new EmbeddingTokens(shape, WireBytes.present(tokens)),
                wire.getShortText(),
                wire.getTextTokens(),
                wire.getTruncated());
    }

    private static Fingerprint fingerprint(Hash128 hash) {
        return new Fingerprint(hash.toBytes());
    }

    private static Hash128 hash(Fingerprint fingerprint) {
        return Hash128.fromBytes(fingerprint.bytes());
    }
}
