package io.mixline.ranker;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.ModelFingerprint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cache in memory, of one model. It answers whatever space it is asked for: who checks, checks the batch. */
final class MemoryReader implements EmbeddingReader {

    static final EmbeddingSpace SPACE = new EmbeddingSpace("space-k2");
    static final ModelFingerprint FINGERPRINT = new ModelFingerprint(new Hash128(1, 2));

    private final EmbeddingModel model;
    private final EmbeddingShape shape;
    private final Map<ItemId, EmbeddingRow> rows = new HashMap<>();
    private final Map<ItemId, byte[]> tokens = new HashMap<>();
    private final List<ReadRequest> reads = new ArrayList<>();
    private Runnable whenRead = () -> {};

    MemoryReader(EmbeddingShape shape) {
        this(shape, SPACE);
    }

    MemoryReader(EmbeddingShape shape, EmbeddingSpace space) {
        this.model = new EmbeddingModel(space, FINGERPRINT);
        this.shape = shape;
    }

    MemoryReader hit(String id, @Nullable String shortText, byte[] row) {
        return put(id, ItemStatus.HIT, shortText, row);
    }

    MemoryReader stale(String id, @Nullable String shortText, byte[] row) {
        return put(id, ItemStatus.STALE, shortText, row);
    }

    MemoryReader deleted(String id) {
        ItemId itemId = new ItemId(id);
        rows.put(itemId, EmbeddingRow.deleted(itemId, new ItemVersion(1), Instant.EPOCH));
        return this;
    }

    MemoryReader whenRead(Runnable run) {
        whenRead = run;
        return this;
    }

    /** What it was asked for. */
    List<ReadRequest> reads() {
        return reads;
    }

    private static EmbeddingRow withoutShortText(EmbeddingRow row) {
        return new EmbeddingRow(row.itemId(), row.status(), row.version(), row.changedAt(), null);
    }

    private MemoryReader put(String id, ItemStatus status, @Nullable String shortText, byte[] row) {
        ItemId itemId = new ItemId(id);
        rows.put(itemId, new EmbeddingRow(itemId, status, new ItemVersion(1), Instant.EPOCH, shortText));
        tokens.put(itemId, row);
        return this;
    }

    @Override
    public EmbeddingBatch read(ReadRequest request, TokenMemory memory) {
        whenRead.run();
        reads.add(request);
        List<ItemId> ids = request.itemIds();
        ByteBuffer packed =
                ByteBuffer.allocateDirect(ids.size() * shape.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ids.size(); i++) {
            byte[] row = tokens.get(ids.get(i));
            if (row != null) {
                packed.put(i * shape.bytes(), row);
            }
        }
        return new EmbeddingBatch(
                model,
                shape,
                ids.stream()
                        .map(id -> rows.getOrDefault(id, EmbeddingRow.miss(id)))
                        .map(row -> request.wants(ReadExtra.SHORT_TEXTS) ? row : withoutShortText(row))
                        .toList(),
                packed);
    }
}
