package io.mixline.schemas.codec;

import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Hash128;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** What the codecs' properties are tried on. Each value comes from a seed, so that a failure can be repeated. */
final class RandomValues {

    private static final String LETTERS = "aZ09 .,-_|\"\\äß中й\uD83D\uDE00\n";

    private final Random random;

    RandomValues(long seed) {
        this.random = new Random(seed);
    }

    static Arbitrary<RandomValues> arbitrary() {
        return Arbitraries.longs().map(RandomValues::new);
    }

    boolean either() {
        return random.nextBoolean();
    }

    long number() {
        return random.nextLong() >>> (1 + random.nextInt(62));
    }

    /** Not empty. */
    String text(int maxCharacters) {
        int[] points = LETTERS.codePoints().toArray();
        return random.ints(1 + random.nextInt(maxCharacters), 0, points.length)
                .map(i -> points[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    byte[] bytes(int maxLength) {
        byte[] bytes = new byte[random.nextInt(maxLength + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    Instant time() {
        return Instant.ofEpochMilli(random.nextLong(-1_000_000_000_000L, 4_000_000_000_000L));
    }

    ItemId itemId() {
        return new ItemId(text(20));
    }

    Hash128 hash() {
        return new Hash128(random.nextLong(), random.nextLong());
    }

    SourcePosition position() {
        return new SourcePosition(text(30), random.nextInt(1000), number());
    }

    SourceRecord sourceRecord(int maxBytes) {
        return new SourceRecord(
                either() ? null : bytes(maxBytes / 4), either() ? null : bytes(maxBytes), position(), time());
    }

    ItemContent content() {
        Map<String, List<String>> fields = new TreeMap<>();
        for (String field : List.of("title", "company", "location", "description", "attributes.a", "attributes.b c")) {
            if (either()) {
                fields.put(field, List.of(text(400)));
            }
        }
        if (either()) {
            fields.put("skills", List.of(text(9), text(9), text(9)));
        }
        return new ItemContent(fields);
    }

    ItemEmbedding embedding() {
        EmbeddingModel model = new EmbeddingModel(new EmbeddingSpace("s" + text(10)), new ModelFingerprint(hash()));
        Provenance provenance =
                new Provenance(either() ? Lane.LIVE : Lane.BACKFILL, number(), time(), time(), position());
        ItemVersion version = new ItemVersion(number());
        if (random.nextInt(4) == 0) {
            return ItemEmbedding.tombstone(itemId(), version, model, provenance);
        }
        ItemOrder order = new ItemOrder(version, ItemOperation.UPSERT, either() ? 0 : number());
        return new ItemEmbedding(itemId(), order, model, encodedText(), provenance);
    }

    private EncodedText encodedText() {
        EmbeddingDtype dtype = EmbeddingDtype.fromId(random.nextInt(4));
        EmbeddingShape shape = new EmbeddingShape(1 + random.nextInt(8), 1 + random.nextInt(300), dtype);
        byte[] bytes = new byte[shape.bytes()];
        random.nextBytes(bytes);
        return new EncodedText(
                new TextFingerprint(hash()),
                new EmbeddingTokens(shape, bytes),
                either() ? null : text(200),
                random.nextInt(3000),
                either());
    }
}
