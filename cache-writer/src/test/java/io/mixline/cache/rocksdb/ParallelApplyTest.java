package io.mixline.cache.rocksdb;

import static io.mixline.cache.Embeddings.SHAPE;
import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.model;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitions that are applied side by side end as if they had been applied one after the other. */
class ParallelApplyTest {

    private static final int PARTITIONS = 4;
    private static final int BATCHES = 100;
    private static final List<EmbeddingModel> MODELS = List.of(model(SPACE, 1), model(SPACE, 2));

    @TempDir
    Path directory;

    @Test
    void what_models_count_is_exact_and_survives() throws Exception {
        List<CachedModel> counted;
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(directory)) {
            inParallel(partition -> {
                for (int batch = 0; batch < BATCHES; batch++) {
                    cache.apply(batch(partition, batch));
                }
                return List.of();
            });
            counted = models(cache);
        }

        // Each batch puts one item of each model, and deletes every fourth one later.
        assertThat(counted)
                .extracting(CachedModel::items)
                .containsOnly(new CachedModel.ItemCount(PARTITIONS * BATCHES * 3 / 4, PARTITIONS * BATCHES / 4));
        try (EmbeddingCache again = RocksDbEmbeddingCache.open(directory);
                CacheSnapshot snapshot = again.snapshot()) {
            assertThat(snapshot.models()).isEqualTo(counted);
            assertThat(snapshot.positions()).hasSize(PARTITIONS);
            assertThat(snapshot.positions().values())
                    .extracting(TopicPosition::nextOffset)
                    .containsOnly((long) BATCHES);
        }
    }

    @Test
    void of_two_shapes_that_arrive_at_once_for_a_new_model_one_is_refused() throws Exception {
        EmbeddingShape other = new EmbeddingShape(SHAPE.tokens() + 1, SHAPE.dimension(), EmbeddingDtype.FLOAT32);
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(directory)) {
            for (int round = 1; round <= 50; round++) {
                EmbeddingModel fresh = model(SPACE, round);
                List<ApplyOutcome> outcomes = inParallel(partition -> cache.apply(write(
                        put(fresh, "item-" + partition, ItemOrder.upsert(1), partition % 2 == 0 ? SHAPE : other))));

                assertThat(outcomes)
                        .containsOnly(ApplyOutcome.APPLIED, ApplyOutcome.REFUSED)
                        .filteredOn(ApplyOutcome.REFUSED::equals)
                        .hasSize(PARTITIONS / 2);
            }
        }
    }

    private static CacheWrite batch(int partition, int batch) {
        List<ItemEmbedding> embeddings = new ArrayList<>();
        for (EmbeddingModel model : MODELS) {
            embeddings.add(put(model, partition + "-" + batch, 1));
            if (batch % 4 == 3) {
                embeddings.add(tombstone(model, partition + "-" + (batch - 2), 2));
            }
        }
        return write(embeddings.toArray(ItemEmbedding[]::new))
                .withPositions(Map.of(
                        new TopicPartition(TOPIC, partition),
                        new TopicPosition(batch + 1L, Optional.empty(), new Uuid(1, 2), "cluster", 0)));
    }

    private static CacheWrite write(ItemEmbedding... embeddings) {
        List<CacheChange> changes = new ArrayList<>();
        for (ItemEmbedding embedding : embeddings) {
            changes.add(new CacheChange.Embedding(embedding, TOPIC));
        }
        return new CacheWrite(changes, Map.of());
    }

    private static List<CachedModel> models(EmbeddingCache cache) {
        try (CacheSnapshot snapshot = cache.snapshot()) {
            return snapshot.models();
        }
    }

    private interface OfPartition {
        List<ApplyOutcome> apply(int partition);
    }

    private static List<ApplyOutcome> inParallel(OfPartition work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PARTITIONS);
        CyclicBarrier start = new CyclicBarrier(PARTITIONS);
        try {
            List<Callable<List<ApplyOutcome>>> all = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                int own = partition;
                all.add(() -> {
                    start.await();
                    return work.apply(own);
                });
            }
            List<ApplyOutcome> outcomes = new ArrayList<>();
            for (Future<List<ApplyOutcome>> done : threads.invokeAll(all)) {
                outcomes.addAll(done.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }
}
