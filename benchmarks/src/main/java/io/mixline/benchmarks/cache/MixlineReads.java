package io.mixline.benchmarks.cache;

import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostLag;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.client.ReusedTokenMemory;
import io.mixline.schemas.ItemId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Mixline's reader in this process, over a cache. */
final class MixlineReads implements ReadWay {

    private static final int BATCH = 1_000;

    private final String name;
    private final EmbeddingReader reader;
    private final AutoCloseable closing;
    private final ReusedTokenMemory memory = new ReusedTokenMemory();
    private final ItemId[] itemIds;

    /** @param closing closed with this */
    MixlineReads(String name, EmbeddingReader reader, AutoCloseable closing, ReadShape shape) {
        this.name = name;
        this.reader = reader;
        this.closing = closing;
        this.itemIds = new ItemId[shape.items()];
        Arrays.setAll(itemIds, ReadShape::itemId);
    }

    static MixlineReads of(String name, EmbeddingCache cache, ReadShape shape) {
        return new MixlineReads(name, new LocalEmbeddingReader(cache, HostLag.none()), cache, shape);
    }

    static void fill(EmbeddingCache cache, ReadShape shape) {
        for (int from = 0; from < shape.items(); from += BATCH) {
            List<CacheChange> changes = new ArrayList<>(BATCH);
            for (int item = from; item < Math.min(shape.items(), from + BATCH); item++) {
                changes.add(new CacheChange.Embedding(shape.embedding(item, 1), "item-embeddings-benchmark"));
            }
            var unused = cache.apply(new CacheWrite(changes, Map.of()));
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ByteBuffer read(int[] items) {
        ItemId[] asked = new ItemId[items.length];
        for (int id = 0; id < items.length; id++) {
            asked[id] = itemIds[items[id]];
        }
        EmbeddingBatch batch = reader.read(ReadRequest.current(ReadShape.MODEL.space(), List.of(asked)), memory);
        for (int id = 0; id < items.length; id++) {
            if (batch.status(id) != ItemStatus.HIT) {
                throw new IllegalStateException(asked[id] + ": " + batch.status(id) + " (expected: HIT)");
            }
        }
        return batch.tokens();
    }

    @Override
    public void close() throws Exception {
        closing.close();
    }
}
