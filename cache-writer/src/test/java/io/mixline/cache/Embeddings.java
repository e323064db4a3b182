package io.mixline.cache;

import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.EpochStart;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Objects;

/** Embeddings whose every number says which model, item version and item made them. */
public final class Embeddings {

    public static final String TOPIC = "item-embeddings-v1";
    public static final EmbeddingSpace SPACE = new EmbeddingSpace("space-1");
    public static final EmbeddingModel MODEL = model(SPACE, 1);
    public static final EmbeddingShape SHAPE = new EmbeddingShape(4, 8, EmbeddingDtype.FLOAT32);
    public static final Instant CHANGED_AT = Instant.parse("2026-01-02T03:04:05.678Z");

    private Embeddings() {}

    public static EmbeddingModel model(EmbeddingSpace space, long fingerprint) {
        return new EmbeddingModel(space, new ModelFingerprint(new Hash128(0, fingerprint)));
    }

    public static ItemEmbedding put(String item, long version) {
        return put(MODEL, item, ItemOrder.upsert(version), SHAPE);
    }

    public static ItemEmbedding put(EmbeddingModel model, String item, long version) {
        return put(model, item, ItemOrder.upsert(version), SHAPE);
    }

    /** Version 3 encoded again by backfill 2: {@code reencoded("a", 3, 2)}. */
    public static ItemEmbedding reencoded(String item, long version, long reencode) {
        return put(MODEL, item, new ItemOrder(new ItemVersion(version), ItemOperation.UPSERT, reencode), SHAPE);
    }

    public static ItemEmbedding put(EmbeddingModel model, String item, ItemOrder order, EmbeddingShape shape) {
        TextFingerprint fingerprint =
                new TextFingerprint(new Hash128(order.version().value(), order.reencode()));
        EncodedText text = new EncodedText(
                fingerprint,
                new EmbeddingTokens(shape, tokens(shape, number(model, order))),
                "short text of version " + order.version(),
                (int) order.version().value() % 500,
                order.version().value() % 2 == 0);
        return new ItemEmbedding(new ItemId(item), order, model, text, provenance(Lane.LIVE, CHANGED_AT));
    }

    public static ItemEmbedding tombstone(String item, long version) {
        return tombstone(MODEL, item, version);
    }

    public static ItemEmbedding tombstone(EmbeddingModel model, String item, long version) {
        return ItemEmbedding.tombstone(
                new ItemId(item), new ItemVersion(version), model, provenance(Lane.LIVE, CHANGED_AT));
    }

    public static ItemEmbedding changedAt(ItemEmbedding embedding, Lane lane, Instant changedAt) {
        return new ItemEmbedding(
                embedding.itemId(),
                embedding.order(),
                embedding.model(),
                embedding.text(),
                provenance(lane, changedAt));
    }

    public static ItemEmbedding withShortText(ItemEmbedding embedding, String shortText) {
        EncodedText text = Objects.requireNonNull(embedding.text());
        return new ItemEmbedding(
                embedding.itemId(),
                embedding.order(),
                embedding.model(),
                new EncodedText(text.fingerprint(), text.tokens(), shortText, text.textTokens(), text.truncated()),
                embedding.provenance());
    }

    /** The same, by another run of the writing job. */
    public static ItemEmbedding writtenBy(ItemEmbedding embedding, long writerEpoch) {
        Provenance before = embedding.provenance();
        return new ItemEmbedding(
                embedding.itemId(),
                embedding.order(),
                embedding.model(),
                embedding.text(),
                new Provenance(before.lane(), writerEpoch, before.changedAt(), before.encodedAt(), before.source()));
    }

    /** The run's first record in a partition. */
    public static EpochStart start(long writerEpoch) {
        return new EpochStart(writerEpoch, "run-" + writerEpoch, CHANGED_AT);
    }

    /** What every number of such an item's tokens is. */
    public static float number(EmbeddingModel model, ItemOrder order) {
        return model.fingerprint().hash().low() * 100_000f + order.version().value() + order.reencode() / 8f;
    }

    public static byte[] tokens(EmbeddingShape shape, float number) {
        ByteBuffer bytes = ByteBuffer.allocate(shape.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            bytes.putFloat(number);
        }
        return bytes.array();
    }

    private static Provenance provenance(Lane lane, Instant changedAt) {
        return new Provenance(lane, 3, changedAt, changedAt.plusMillis(20), new SourcePosition("job-postings", 1, 42));
    }
}
