package io.mixline.cache.topic;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Lookups.assertHolds;
import static io.mixline.cache.Lookups.assertKnowsNothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.TopicPosition;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.SourcePosition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class PartitionApplierTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @Test
    void a_partition_that_could_not_be_written_keeps_its_position_and_others_move() {
        try (EmbeddingCache cache = new FullFor(new HeapEmbeddingCache(), new ItemId("b"));
                PartitionApplier applier = applier(cache)) {
            applier.apply(batch());

            assertThatThrownBy(applier::await)
                    .isInstanceOfSatisfying(
                            CacheException.class, e -> assertThat(e.kind()).isEqualTo(CacheException.Kind.NO_SPACE));
            try (CacheSnapshot snapshot = cache.snapshot()) {
                assertThat(snapshot.positions()).containsOnlyKeys(partition(0));
            }
            assertHolds(cache, put("a", 1));
            assertKnowsNothing(cache, MODEL, "b");
        }
    }

    @Test
    void what_was_applied_is_readable_and_told_once_it_was_waited_for() {
        CatchUp catchUp = new CatchUp(0, CLOCK);
        try (EmbeddingCache cache = new HeapEmbeddingCache();
                PartitionApplier applier = new PartitionApplier(cache, catchUp, CacheMeter.NONE, CLOCK)) {
            assertThat(applier.await()).isFalse();
            applier.apply(batch());

            assertThat(applier.await()).isTrue();

            assertHolds(cache, put("a", 1));
            assertHolds(cache, put("b", 1));
            assertThat(catchUp.positions()).isEqualTo(Map.of(partition(0), 1L, partition(1), 1L));
        }
    }

    private static PartitionApplier applier(EmbeddingCache cache) {
        return new PartitionApplier(cache, new CatchUp(0, CLOCK), CacheMeter.NONE, CLOCK);
    }

    /** Item a in partition 0, item b in partition 1. */
    private static TopicBatch batch() {
        return new TopicBatch(
                List.of(
                        new TopicRecord.Decoded(new SourcePosition(TOPIC, 0, 0), put("a", 1)),
                        new TopicRecord.Decoded(new SourcePosition(TOPIC, 1, 0), put("b", 1))),
                Map.of(partition(0), position(), partition(1), position()));
    }

    private static TopicPartition partition(int partition) {
        return new TopicPartition(TOPIC, partition);
    }

    private static TopicPosition position() {
        return new TopicPosition(1, Optional.empty(), new Uuid(1, 2), "cluster", 0);
    }

    /** Has no space for one item. */
    private record FullFor(EmbeddingCache cache, ItemId item) implements EmbeddingCache {

        @Override
        public List<ApplyOutcome> apply(CacheWrite write) {
            if (write.changes().stream().anyMatch(change -> change.itemId().equals(item))) {
                throw new CacheException(CacheException.Kind.NO_SPACE, "no space for " + item);
            }
            return cache.apply(write);
        }

        @Override
        public List<CachedModel> discard(String topic) {
            return cache.discard(topic);
        }

        @Override
        public CacheSnapshot snapshot() {
            return cache.snapshot();
        }

        @Override
        public void close() {
            cache.close();
        }
    }
}
