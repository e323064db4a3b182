package io.mixline.benchmarks.cache;

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
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.TextFingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;

/**
 * What is stored and asked for, the same for every way to read it.
 *
 * @param items in the store
 * @param tokens of an item
 * @param ids of one call
 */
record ReadShape(int items, EmbeddingShape tokens, int ids) {

    static final EmbeddingModel MODEL =
            new EmbeddingModel(new EmbeddingSpace("benchmark"), new ModelFingerprint(new Hash128(3, 4)));

    private static final int FIRST_NUMBER = 10_000_000;

    static ReadShape of(int tokens, int dimension) {
        return new ReadShape(
                Integer.getInteger("reads.items", 200_000),
                new EmbeddingShape(tokens, dimension, EmbeddingDtype.FLOAT16),
                Integer.getInteger("reads.ids", 250));
    }

    int rowBytes() {
        return tokens.bytes();
    }

    static ItemId itemId(int item) {
        return new ItemId("posting-" + (FIRST_NUMBER + item));
    }

    static byte[] key(int item) {
        return ("posting-" + (FIRST_NUMBER + item)).getBytes(StandardCharsets.US_ASCII);
    }

    /** An item's tokens: noise that the item decides. */
    byte[] row(int item) {
        byte[] row = new byte[rowBytes()];
        new Random(item).nextBytes(row);
        return row;
    }

    ItemEmbedding embedding(int item, long version) {
        Instant now = Instant.now();
        return new ItemEmbedding(
                itemId(item),
                ItemOrder.upsert(version),
                MODEL,
                new EncodedText(
                        new TextFingerprint(new Hash128(item, version)),
                        new EmbeddingTokens(tokens, row(item)),
                        "Opening " + item + ", Company " + item % 5_000 + ", Town",
                        400,
                        false),
                new Provenance(Lane.LIVE, 1, now, now, new SourcePosition("job-postings", 0, version)));
    }

    @Override
    public String toString() {
        return items + " items of " + tokens + ", " + rowBytes() + " bytes";
    }
}
