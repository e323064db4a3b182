package io.mixline.cache.server;

import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.EmbeddingCache;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Items that anybody can compute. Item {@code i} is called {@code item-<i>} and has version {@code i + 1}; those with
 * {@code i % 10 == 7} are deleted. Number {@code p} of its tokens, row-major over [tokens, dimension], is
 * {@code (31 * i + p) % 201 - 100}: whole, and exact in every dtype. It was changed at 2026-01-01T00:00:00Z and {@code i}
 * seconds, but six years before that where {@code i % 10 == 3}. Its short text is {@code Posting <i>}, but there is none
 * where {@code i % 5 == 4}.
 */
final class SampleItems {

    static final EmbeddingModel MODEL = new EmbeddingModel(
            new EmbeddingSpace("sample"), ModelFingerprint.fromHex("000102030405060708090a0b0c0d0e0f"));

    /** Of it only one deleted item is there, so that no read of it is answered. */
    static final EmbeddingModel WITHOUT_EMBEDDINGS = new EmbeddingModel(
            new EmbeddingSpace("tombstones"), ModelFingerprint.fromHex("ffffffffffffffffffffffffffffffff"));

    private static final String TOPIC = "item-embeddings-sample";
    private static final Instant CHANGED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant CHANGED_LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final int WRITE = 500;

    private final EmbeddingShape shape;

    SampleItems(EmbeddingShape shape) {
        this.shape = shape;
    }

    void fill(EmbeddingCache cache, int items) {
        for (int from = 0; from < items; from += WRITE) {
            List<CacheChange> changes = new ArrayList<>();
            for (int item = from; item < Math.min(from + WRITE, items); item++) {
                changes.add(new CacheChange.Embedding(embedding(item), TOPIC));
            }
            cache.apply(new CacheWrite(changes, Map.of()));
        }
        cache.apply(CacheWrite.of(new CacheChange.Embedding(
                ItemEmbedding.tombstone(id(0), new ItemVersion(1), WITHOUT_EMBEDDINGS, provenance(0)), TOPIC)));
    }

    static ItemId id(int item) {
        return new ItemId("item-" + item);
    }

    static boolean isDeleted(int item) {
        return item % 10 == 7;
    }

    static int number(int item, int position) {
        return (31 * item + position) % 201 - 100;
    }

    /** An item's row, little endian. */
    byte[] row(int item) {
        ByteBuffer row = ByteBuffer.allocate(shape.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int position = 0; row.hasRemaining(); position++) {
            put(number(item, position), shape.dtype(), row);
        }
        return row.array();
    }

    private ItemEmbedding embedding(int item) {
        ItemVersion version = new ItemVersion(item + 1L);
        if (isDeleted(item)) {
            return ItemEmbedding.tombstone(id(item), version, MODEL, provenance(item));
        }
        EncodedText text = new EncodedText(
                new TextFingerprint(new Hash128(0, item)),
                new EmbeddingTokens(shape, row(item)),
                item % 5 == 4 ? null : "Posting " + item,
                100,
                false);
        return new ItemEmbedding(id(item), ItemOrder.upsert(version.value()), MODEL, text, provenance(item));
    }

    private static Provenance provenance(int item) {
        Instant changed = (item % 10 == 3 ? CHANGED_LONG_AGO : CHANGED).plusSeconds(item);
        return new Provenance(Lane.LIVE, 1, changed, changed, new SourcePosition("job-postings", 0, item));
    }

    private static void put(int number, EmbeddingDtype dtype, ByteBuffer row) {
        int bits = Float.floatToIntBits(number);
        switch (dtype) {
            case INT8 -> row.put((byte) number);
            case FLOAT32 -> row.putFloat(number);
            case BFLOAT16 -> row.putShort((short) (bits >> 16));
            case FLOAT16 -> row.putShort(number == 0 ? 0 : float16(bits));
        }
    }

    /** Of a whole number that is exact in it. */
    private static short float16(int bits) {
        int exponent = ((bits >> 23) & 0xff) - 127 + 15;
        return (short) (((bits >> 16) & 0x8000) | (exponent << 10) | ((bits >> 13) & 0x3ff));
    }
}
