package io.mixline.schemas.codec;

import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOperation;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.TextFingerprint;
import io.mixline.schemas.WriterClaim;
import io.mixline.schemas.source.SourceMapping;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Bytes that a released schema wrote, in a file below {@code history/}, and what they say. */
record HistorySample(String file, Object expected, Function<byte[], Object> reader, Supplier<byte[]> writer) {

    private static final Instant CHANGED_AT = Instant.parse("2026-11-21T10:00:00.123Z");
    private static final SourcePosition POSITION = new SourcePosition("job-postings", 3, 1042);
    private static final ItemId ID = new ItemId("posting-7");
    private static final ItemContent CONTENT = new ItemContent(Map.of(
            "title", List.of("Köchin"),
            "company", List.of("Suppe & Söhne"),
            "skills", List.of("knives", "soup"),
            "attributes.shift", List.of("night")));
    private static final EmbeddingModel MODEL = new EmbeddingModel(
            new EmbeddingSpace("minilm-l6-k4"), ModelFingerprint.fromHex("000102030405060708090a0b0c0d0e0f"));
    private static final ItemChangeCodec CHANGES = new ItemChangeCodec(SourceMapping.jobPostingChange());
    private static final JobPostingChangeCodec POSTINGS = new JobPostingChangeCodec();
    private static final ItemEmbeddingCodec EMBEDDINGS = new ItemEmbeddingCodec();
    private static final EmbeddingsRecordCodec RECORDS = new EmbeddingsRecordCodec();
    private static final WriterClaimCodec CLAIMS = new WriterClaimCodec();
    private static final BackfillChangeCodec BACKFILL = new BackfillChangeCodec(CHANGES);
    private static final DeadLetterCodec DEAD_LETTERS = new DeadLetterCodec();

    Object read(byte[] bytes) {
        return reader.apply(bytes);
    }

    /** What the current code would write. */
    byte[] writtenNow() {
        return writer.get();
    }

    static List<HistorySample> all() {
        return List.of(
                upsert(),
                delete(),
                backfill(),
                embedding(),
                tombstone(),
                deadLetter(),
                cutDeadLetter(),
                epochStart(),
                claim());
    }

    private static HistorySample upsert() {
        return new HistorySample(
                "JobPostingChange/v1/upsert.hex",
                List.of(ID, ItemOrder.upsert(12), CHANGED_AT, CONTENT),
                bytes -> {
                    ItemChange change = CHANGES.decode(record(bytes));
                    return List.of(change.itemId(), change.order(), change.changedAt(), CHANGES.content(change));
                },
                () -> POSTINGS.upsert(ID, new ItemVersion(12), CHANGED_AT, CONTENT));
    }

    private static HistorySample delete() {
        return new HistorySample(
                "JobPostingChange/v1/delete.hex",
                List.of(ID, ItemOrder.delete(13), CHANGED_AT),
                bytes -> {
                    ItemChange change = CHANGES.decode(record(bytes));
                    return List.of(change.itemId(), change.order(), change.changedAt());
                },
                () -> POSTINGS.delete(ID, new ItemVersion(13), CHANGED_AT));
    }

    private static HistorySample backfill() {
        byte[] posting = POSTINGS.upsert(ID, new ItemVersion(12), CHANGED_AT, CONTENT);
        ItemOrder order = new ItemOrder(new ItemVersion(12), ItemOperation.UPSERT, 5);
        return new HistorySample(
                "BackfillChange/v1/reencode.hex",
                new ItemChange(ID, order, CHANGED_AT, ChangeOrigin.backfill(5), record(posting)),
                bytes -> BACKFILL.decode(
                        new SourceRecord(null, bytes, new SourcePosition("job-postings-backfill", 0, 1), CHANGED_AT)),
                () -> BACKFILL.encode(record(posting), ChangeOrigin.backfill(5), 5));
    }

    private static HistorySample embedding() {
        EmbeddingShape shape = new EmbeddingShape(2, 3, EmbeddingDtype.BFLOAT16);
        EncodedText text = new EncodedText(
                new TextFingerprint(new Hash128(-1, 1)),
                new EmbeddingTokens(shape, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -12}),
                "Köchin, Suppe & Söhne",
                900,
                true);
        ItemEmbedding embedding = new ItemEmbedding(
                ID, new ItemOrder(new ItemVersion(12), ItemOperation.UPSERT, 5), MODEL, text, provenance());
        return new HistorySample(
                "ItemEmbedding/v1/embedding.hex", embedding, EMBEDDINGS::decode, () -> EMBEDDINGS.encode(embedding));
    }

    private static HistorySample tombstone() {
        ItemEmbedding tombstone = ItemEmbedding.tombstone(ID, new ItemVersion(13), MODEL, provenance());
        return new HistorySample(
                "ItemEmbedding/v1/tombstone.hex", tombstone, EMBEDDINGS::decode, () -> EMBEDDINGS.encode(tombstone));
    }

    private static HistorySample deadLetter() {
        DeadLetter letter = letter(new byte[] {0, -1, 7});
        return new HistorySample(
                "DeadLetter/v1/whole.hex", letter, DEAD_LETTERS::decode, () -> DEAD_LETTERS.encode(letter, 5000));
    }

    private static HistorySample cutDeadLetter() {
        byte[] sha256 = HexFormat.of().parseHex("c81ca5eda5947c7826ad046fdbdc2a25a846b835a6c34c237cc8b3afbe9ec6cc");
        return new HistorySample(
                "DeadLetter/v1/cut.hex",
                new StoredDeadLetter(letter(new byte[898]), 1, 3000, sha256),
                DEAD_LETTERS::decodeStored,
                () -> DEAD_LETTERS.encode(letter(new byte[3000]), 1024));
    }

    private static HistorySample epochStart() {
        EpochStart start = new EpochStart(258, "run-9", CHANGED_AT);
        return new HistorySample(
                "EpochStart/v1/start.hex",
                start,
                bytes -> RECORDS.decode(start.key(), bytes),
                () -> RECORDS.encode(start));
    }

    private static HistorySample claim() {
        WriterClaim claim = new WriterClaim(
                new WriterClaim.ClaimedTopic("item-embeddings-minilm-l6-k4-v1", "Qm9yZWQtYnktaWRzISE"),
                7,
                new WriterClaim.WriterRun("run-9", "00000000000000000000000000000000"),
                MODEL,
                CHANGED_AT);
        return new HistorySample("WriterClaim/v1/claim.hex", claim, CLAIMS::decode, () -> CLAIMS.encode(claim));
    }

    private static DeadLetter letter(byte[] value) {
        DeadLetterReason reason = new DeadLetterReason(
                DeadLetterStage.DECODE, DeadLetterKind.NOT_AVRO, "value: 3 bytes (expected: Avro)");
        return new DeadLetter(
                new SourceRecord(new byte[] {55}, value, POSITION, CHANGED_AT), ID, reason, CHANGED_AT.plusSeconds(60));
    }

    private static Provenance provenance() {
        return new Provenance(Lane.BACKFILL, 4, CHANGED_AT, CHANGED_AT.plusMillis(1500), POSITION);
    }

    private static SourceRecord record(byte[] value) {
        return new SourceRecord(ID.toBytes(), value, POSITION, CHANGED_AT.plusMillis(20));
    }

    @Override
    public String toString() {
        return file;
    }
}
