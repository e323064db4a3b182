package io.mixline.client.protocol;

import io.grpc.KnownLength;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.ModelFingerprint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Answers of many kinds, and their bytes. */
final class Messages {

    static final EmbeddingModel MODEL =
            new EmbeddingModel(new EmbeddingSpace("space-1"), new ModelFingerprint(new Hash128(1, 2)));
    static final Instant ANSWERED_AT = Instant.ofEpochMilli(1_800_000_000_123L);

    private Messages() {}

    static ReadRequest request(int items) {
        List<ItemId> ids = new ArrayList<>();
        for (int item = 0; item < items; item++) {
            ids.add(new ItemId("item-" + item));
        }
        return ReadRequest.current(MODEL.space(), ids);
    }

    static EmbeddingBatch batch(ReadRequest request, long seed) {
        Random random = new Random(seed);
        EmbeddingShape shape = new EmbeddingShape(
                1 + random.nextInt(3),
                1 + random.nextInt(40),
                EmbeddingDtype.fromId(random.nextInt(EmbeddingDtype.values().length)));
        List<EmbeddingRow> rows = new ArrayList<>();
        ByteBuffer tokens =
                ByteBuffer.allocateDirect(shape.bytes() * request.itemIds().size());
        for (ItemId id : request.itemIds()) {
            EmbeddingRow row = row(id, random);
            rows.add(row);
            byte[] bytes = new byte[shape.bytes()];
            if (row.status().hasTokens()) {
                random.nextBytes(bytes);
            }
            tokens.put(bytes);
        }
        return new EmbeddingBatch(MODEL, shape, rows, tokens);
    }

    static byte[] bytes(ReadAnswer answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (EncodedAnswer encoded = new EncodedAnswer(answer)) {
            int length = encoded.drainTo(bytes);
            if (length != bytes.size()) {
                throw new AssertionError("drained " + bytes.size() + " (expected: " + length + ")");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    static ReadAnswer answer(EmbeddingBatch batch, ReadRequest request) {
        return ReadAnswer.of(batch, Set.copyOf(request.extras()), ANSWERED_AT, false);
    }

    /** As a transport hands it over. */
    static InputStream received(byte... bytes) {
        return new Received(bytes);
    }

    private static EmbeddingRow row(ItemId id, Random random) {
        ItemStatus status = ItemStatus.fromId(random.nextInt(ItemStatus.values().length));
        if (status == ItemStatus.MISS) {
            return EmbeddingRow.miss(id);
        }
        String text = status.hasTokens() && random.nextBoolean() ? "text of " + id : null;
        return new EmbeddingRow(
                id,
                status,
                new ItemVersion(random.nextLong() & Long.MAX_VALUE),
                Instant.ofEpochMilli(random.nextInt()),
                text);
    }

    private static final class Received extends ByteArrayInputStream implements KnownLength {

        Received(byte... bytes) {
            super(bytes);
        }
    }
}
