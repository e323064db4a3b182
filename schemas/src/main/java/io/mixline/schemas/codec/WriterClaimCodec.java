package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.WriterClaim;
import io.mixline.schemas.WriterClaim.ClaimedTopic;
import io.mixline.schemas.WriterClaim.WriterRun;
import io.mixline.schemas.avro.Fingerprint;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Claims to be a topic's writer, in the control topic. Times are kept to the millisecond. Thread-safe. */
public final class WriterClaimCodec {

    private static final String KEY_START = "writer-claim/";

    private final WireFormat<io.mixline.schemas.avro.WriterClaim> format;

    public WriterClaimCodec() {
        this(Framing.singleObject());
    }

    public WriterClaimCodec(Framing framing) {
        this.format = WireFormat.released(io.mixline.schemas.avro.WriterClaim.class, framing);
    }

    /** The record's Kafka key: its own, so that compaction loses no claim. */
    public static byte[] key(WriterClaim claim) {
        return (KEY_START + claim.topic().name() + "/" + claim.writerEpoch() + "/"
                        + claim.run().id())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Whether that is the Kafka key of a claim: the control topic will hold other things. */
    public static boolean isKey(byte @Nullable [] key) {
        return key != null && new String(key, StandardCharsets.UTF_8).startsWith(KEY_START);
    }

    public byte[] encode(WriterClaim claim) {
        return format.encode(new io.mixline.schemas.avro.WriterClaim(
                claim.topic().name(),
                claim.topic().id(),
                claim.writerEpoch(),
                claim.run().id(),
                claim.run().job(),
                claim.model().space().name(),
                new Fingerprint(claim.model().fingerprint().hash().toBytes()),
                claim.claimedAt()));
    }

    /**
     * The claim.
     *
     * @throws RecordRefusedException NOT_AVRO, UNKNOWN_SCHEMA, or BAD_FIELD for values that no claim has
     */
    public WriterClaim decode(byte[] value) {
        var wire = format.decode(value);
        try {
            return new WriterClaim(
                    new ClaimedTopic(wire.getTopic(), wire.getTopicId()),
                    wire.getWriterEpoch(),
                    new WriterRun(wire.getRun(), wire.getJob()),
                    new EmbeddingModel(
                            new EmbeddingSpace(wire.getEmbeddingSpace()),
                            new ModelFingerprint(
                                    Hash128.fromBytes(wire.getModelFingerprint().bytes()))),
                    wire.getClaimedAt());
        } catch (IllegalArgumentException e) {
            throw new RecordRefusedException(DeadLetterKind.BAD_FIELD, String.valueOf(e.getMessage()), e);
        }
    }
}
