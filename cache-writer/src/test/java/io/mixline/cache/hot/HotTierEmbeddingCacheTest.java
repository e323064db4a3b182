package io.mixline.cache.hot;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.SHAPE;
import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static io.mixline.cache.Lookups.assertHolds;
import static io.mixline.cache.Lookups.read;
import static io.mixline.cache.Lookups.stateOf;
import static io.mixline.cache.Lookups.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.EmbeddingCacheContract;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.Lookups;
import io.mixline.cache.PackedRead;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotTierEmbeddingCacheTest extends EmbeddingCacheContract {

    private static final long BYTES = 1 << 20;

    @Override
    protected EmbeddingCache open() {
        return new HotTierEmbeddingCache(new HeapEmbeddingCache(), BYTES);
    }

    @Test
    void what_was_read_once_is_read_without_the_cache_below() {
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(new HeapEmbeddingCache(), BYTES)) {
            cache.apply(write(put("a", 5)));

            assertHolds(cache, put("a", 5));
            assertHolds(cache, put("a", 5));

            assertThat(cache.others()).isEqualTo(1);
            assertThat(cache.hits()).isEqualTo(1);
        }
    }

    @Test
    void a_tier_without_room_for_a_row_keeps_none() {
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(new HeapEmbeddingCache(), 1)) {
            cache.apply(write(put("a", 5)));

            assertHolds(cache, put("a", 5));
            assertHolds(cache, put("a", 5));

            assertThat(cache.hits()).isZero();
        }
    }

    @Test
    void what_is_written_is_read_anew() {
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(new HeapEmbeddingCache(), BYTES)) {
            cache.apply(write(put("a", 5), put("b", 1)));
            assertHolds(cache, put("a", 5));
            cache.apply(write(put("a", 6)));

            assertHolds(cache, put("a", 6));
            assertHolds(cache, put("a", 6));

            cache.apply(write(tombstone("a", 7)));
            assertHolds(cache, tombstone("a", 7));
        }
    }

    @Test
    void what_was_hot_is_kept_as_it_is_written_and_nothing_else_is() {
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(new HeapEmbeddingCache(), BYTES)) {
            cache.apply(write(put("a", 5), put("b", 5), put("c", 5)));
            assertHolds(cache, put("a", 5));
            assertHolds(cache, put("b", 5));
            long others = cache.others();

            cache.apply(write(put("a", 7), put("a", 6), put("b", 6), tombstone("b", 7), put("c", 6)));
            cache.apply(write(put("a", 7), put("a", 2)));

            assertHolds(cache, put("a", 7));
            assertThat(cache.others()).isEqualTo(others);
            assertHolds(cache, tombstone("b", 7));
            assertThat(fromMemory(cache, "b")).isEmpty();
            assertThat(fromMemory(cache, "c")).isEmpty();
        }
    }

    @Test
    void what_a_snapshot_of_before_a_write_brings_is_not_kept() {
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(new HeapEmbeddingCache(), BYTES)) {
            cache.apply(write(put("a", 5)));

            try (CacheSnapshot before = cache.snapshot()) {
                cache.apply(write(put("a", 6)));
                assertThat(Lookups.state(before, MODEL, "a")).isEqualTo(stateOf(put("a", 5)));
            }

            assertHolds(cache, put("a", 6));
        }
    }

    @Test
    void what_a_snapshot_brings_while_the_item_is_written_is_not_kept() {
        HeapEmbeddingCache below = new HeapEmbeddingCache();
        below.apply(write(put("a", 5)));
        WhileWritten interrupted = new WhileWritten(below);
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(interrupted, BYTES)) {
            interrupted.before(() -> assertHolds(cache, put("a", 5)));

            cache.apply(write(put("a", 6)));

            assertHolds(cache, put("a", 6));
        }
    }

    @Test
    void what_came_from_a_discarded_topic_is_gone() {
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(new HeapEmbeddingCache(), BYTES)) {
            cache.apply(write(put("a", 5)));
            assertHolds(cache, put("a", 5));

            cache.discard(TOPIC);

            Lookups.assertKnowsNothing(cache, MODEL, "a");
        }
    }

    @Test
    void only_what_is_in_memory_is_read_from_there_and_never_what_was_replaced() {
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(new HeapEmbeddingCache(), BYTES)) {
            cache.apply(write(put("a", 5), put("b", 1)));
            assertHolds(cache, put("a", 5));
            assertThat(fromMemory(cache, "a"))
                    .hasValueSatisfying(row -> assertThat(row.version()).isEqualTo(new ItemVersion(5)));
            assertThat(fromMemory(cache, "a", "b"))
                    .as("below there is no memory")
                    .isEmpty();
            assertThat(cache.hits()).isEqualTo(1);

            cache.apply(write(put("a", 6)));
            assertThat(fromMemory(cache, "a"))
                    .hasValueSatisfying(row -> assertThat(row.version()).isEqualTo(new ItemVersion(6)));
            cache.discard(TOPIC);
            assertThat(fromMemory(cache, "a")).isEmpty();
        }
    }

    @Test
    void a_few_that_are_in_memory_below_are_read_there_and_kept(@TempDir Path directory) {
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(RocksDbEmbeddingCache.open(directory), BYTES)) {
            cache.apply(write(put("a", 5), put("b", 1), tombstone("c", 2), put("first", 1)));
            assertThat(fromMemory(cache, "a"))
                    .as("before any read of the model")
                    .isEmpty();
            assertHolds(cache, put("first", 1));

            assertThat(fromMemory(cache, "a", "b", "c", "d")).isPresent();
            assertThat(cache.hits()).isZero();
            assertThat(cache.others()).isEqualTo(5);
            assertThat(fromMemory(cache, "a", "b", "c", "d")).isPresent();
            assertThat(cache.hits()).isEqualTo(2);
            String[] many =
                    IntStream.range(0, 17).mapToObj(item -> "no-" + item).toArray(String[]::new);
            assertThat(fromMemory(cache, many)).isEmpty();
        }
    }

    @Test
    void what_is_replaced_while_it_is_read_below_is_not_kept(@TempDir Path directory) {
        WhileWritten interrupted = new WhileWritten(RocksDbEmbeddingCache.open(directory));
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(interrupted, BYTES)) {
            cache.apply(write(put("a", 5), put("first", 1)));
            assertHolds(cache, put("first", 1));
            interrupted.afterRead(() -> cache.apply(write(put("a", 6))));
            assertThat(fromMemory(cache, "a"))
                    .hasValueSatisfying(row -> assertThat(row.version()).isEqualTo(new ItemVersion(5)));
            interrupted.afterRead(() -> {});

            assertThat(fromMemory(cache, "a"))
                    .hasValueSatisfying(row -> assertThat(row.version()).isEqualTo(new ItemVersion(6)));
        }
    }

    @Test
    void what_takes_long_to_copy_is_not_read_from_memory() {
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(new HeapEmbeddingCache(), BYTES)) {
            cache.apply(write(put("a", 5)));
            assertHolds(cache, put("a", 5));
            int many = (2 << 20) / SHAPE.bytes();

            assertThat(fromMemory(cache, Collections.nCopies(many, "a").toArray(String[]::new)))
                    .isPresent();
            assertThat(fromMemory(cache, Collections.nCopies(many + 1, "a").toArray(String[]::new)))
                    .isEmpty();
        }
    }

    /** The first row, if all were read. */
    private static Optional<EmbeddingRow> fromMemory(HotTierEmbeddingCache cache, String... ids) {
        List<ItemId> itemIds = Arrays.stream(ids).map(ItemId::new).toList();
        PackedRead read = new PackedRead(ReadRequest.current(SPACE, itemIds), SHAPE, TokenMemory.FRESH);
        return cache.readFromMemory(MODEL.fingerprint(), read)
                ? Optional.of(read.batch(MODEL, Duration.ZERO).row(0))
                : Optional.empty();
    }

    @Test
    void a_short_text_that_was_not_asked_for_is_asked_for_later() {
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(new HeapEmbeddingCache(), BYTES)) {
            cache.apply(write(put("a", 5)));
            List<ItemId> ids = List.of(new ItemId("a"));
            try (CacheSnapshot snapshot = cache.snapshot()) {
                PackedRead without = new PackedRead(ReadRequest.current(SPACE, ids), SHAPE, TokenMemory.FRESH);
                snapshot.read(MODEL.fingerprint(), without);
            }
            try (CacheSnapshot snapshot = cache.snapshot()) {
                assertThat(read(snapshot, MODEL, SHAPE, ids).rows())
                        .extracting(EmbeddingRow::shortText)
                        .containsExactly("short text of version 5");
            }
        }
    }

    @Test
    void more_items_than_fit_are_all_read_right_and_the_hot_ones_stay() {
        int items = 1_000;
        long roomForAHundred = 100L * (SHAPE.bytes() + 256);
        try (HotTierEmbeddingCache cache = new HotTierEmbeddingCache(new HeapEmbeddingCache(), roomForAHundred)) {
            cache.apply(write(IntStream.range(0, items)
                    .mapToObj(item -> put("item-" + item, item))
                    .toArray(ItemEmbedding[]::new)));

            for (int round = 0; round < 5; round++) {
                for (int item = 0; item < items; item++) {
                    assertHolds(cache, put("item-" + item, item));
                    assertHolds(cache, put("item-" + item % 20, item % 20));
                }
            }

            assertThat(cache.hits()).isGreaterThan(4L * items);
        }
    }
}
