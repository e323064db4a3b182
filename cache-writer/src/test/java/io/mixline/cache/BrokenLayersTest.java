package io.mixline.cache;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static io.mixline.cache.Lookups.assertHolds;
import static io.mixline.cache.Lookups.assertKnowsNothing;
import static io.mixline.cache.Lookups.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** What promises rest on can be broken by a layer, to show what happens then: no flag in the caches. */
class BrokenLayersTest {

    private static final TopicPartition PARTITION = new TopicPartition("item-embeddings-v1", 0);
    private static final TopicPosition POSITION = new TopicPosition(1, Optional.empty(), Uuid.ZERO_UUID, "cluster", 0);

    private final EmbeddingCache cache = new HeapEmbeddingCache();

    @Test
    void positions_in_a_write_of_their_own_lose_data_when_the_process_ends_in_between() {
        Layer broken = new Layer(cache) {
            @Override
            public List<ApplyOutcome> apply(CacheWrite write) {
                super.apply(new CacheWrite(List.of(), write.positions()));
                throw new IllegalStateException("killed");
            }
        };

        assertThatThrownBy(() -> broken.apply(write(put("a", 1)).withPositions(Map.of(PARTITION, POSITION))))
                .hasMessage("killed");

        try (CacheSnapshot snapshot = cache.snapshot()) {
            assertThat(snapshot.positions()).containsEntry(PARTITION, POSITION);
        }
        assertKnowsNothing(cache, MODEL, "a");
    }

    @Test
    void tombstones_that_only_remove_let_a_late_put_bring_the_item_back() {
        Layer broken = new Layer(cache) {
            @Override
            public List<ApplyOutcome> apply(CacheWrite write) {
                return super.apply(new CacheWrite(
                        write.changes().stream()
                                .map(BrokenLayersTest::forgetDeleted)
                                .toList(),
                        write.positions()));
            }
        };

        broken.apply(write(put("a", 5)));
        broken.apply(write(tombstone("a", 6)));
        broken.apply(write(put("a", 5)));

        assertHolds(cache, put("a", 5));
    }

    private static CacheChange forgetDeleted(CacheChange change) {
        return change instanceof CacheChange.Embedding put && put.embedding().isTombstone()
                ? new CacheChange.Erasure(change.model(), change.itemId())
                : change;
    }

    private abstract static class Layer implements EmbeddingCache {

        private final EmbeddingCache under;

        Layer(EmbeddingCache under) {
            this.under = under;
        }

        @Override
        public List<ApplyOutcome> apply(CacheWrite write) {
            return under.apply(write);
        }

        @Override
        public List<CachedModel> discard(String topic) {
            return under.discard(topic);
        }

        @Override
        public CacheSnapshot snapshot() {
            return under.snapshot();
        }

        @Override
        public void close() {
            under.close();
        }
    }
}
