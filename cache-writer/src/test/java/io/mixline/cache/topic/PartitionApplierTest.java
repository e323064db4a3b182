package io.mixline.cache.topic;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Lookups.assertHolds;
import static io.mixline.cache.Lookups.assertKnowsNothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.TopicPosition;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
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

    @Test
    void an_item_in_two_partitions_is_written_by_one_thread_at_a_time() {
        ItemsInFlight items = new ItemsInFlight(new HeapEmbeddingCache());
        try (items;
                PartitionApplier applier = applier(items)) {
            applier.apply(batch(put("a", 2), put("a", 1)));

            applier.await();

            assertThat(items.together).isEmpty();
            assertHolds(items, put("a", 2));
        }
    }

    private static PartitionApplier applier(EmbeddingCache cache) {
        return new PartitionApplier(cache, new CatchUp(0, CLOCK), CacheMeter.NONE, CLOCK);
    }

    /** Item a in partition 0, item b in partition 1. */
    private static TopicBatch batch() {
        return batch(put("a", 1), put("b", 1));
    }

    /** One in partition 0, one in partition 1. */
    private static TopicBatch batch(ItemEmbedding first, ItemEmbedding second) {
        return new TopicBatch(
                List.of(
                        new TopicRecord.Decoded(new SourcePosition(TOPIC, 0, 0), first),
                        new TopicRecord.Decoded(new SourcePosition(TOPIC, 1, 0), second)),
                Map.of(partition(0), position(), partition(1), position()));
    }

    private static TopicPartition partition(int partition) {
        return new TopicPartition(TOPIC, partition);
    }

    private static TopicPosition position() {
        return new TopicPosition(1, Optional.empty(), new Uuid(1, 2), "cluster", 0);
    }

    /** Knows which items two threads write at one time; a write takes long enough for another one to begin. */
    private static final class ItemsInFlight extends ForwardingCache {

        private final Set<ItemId> inFlight = ConcurrentHashMap.newKeySet();
        private final Set<ItemId> together = ConcurrentHashMap.newKeySet();

        ItemsInFlight(EmbeddingCache cache) {
            super(cache);
        }

        @Override
        public List<ApplyOutcome> apply(CacheWrite write) {
            for (CacheChange change : write.changes()) {
                if (!inFlight.add(change.itemId())) {
                    together.add(change.itemId());
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            write.changes().forEach(change -> inFlight.remove(change.itemId()));
            return super.apply(write);
        }
    }

    /** Has no space for one item. */
    private static final class FullFor extends ForwardingCache {

        private final ItemId item;

        FullFor(EmbeddingCache cache, ItemId item) {
            super(cache);
            this.item = item;
        }

        @Override
        public List<ApplyOutcome> apply(CacheWrite write) {
            if (write.changes().stream().anyMatch(change -> change.itemId().equals(item))) {
                throw new CacheException(CacheException.Kind.NO_SPACE, "no space for " + item);
            }
            return super.apply(write);
        }
    }

    private static class ForwardingCache implements EmbeddingCache {

        private final EmbeddingCache cache;

        ForwardingCache(EmbeddingCache cache) {
            this.cache = cache;
        }

        @Override
        public List<ApplyOutcome> apply(CacheWrite write) {
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
