package io.mixline.cache.rocksdb;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.SHAPE;
import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static io.mixline.cache.Lookups.assertHolds;
import static io.mixline.cache.Lookups.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.EmbeddingCacheContract;
import io.mixline.cache.PackedRead;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class RocksDbEmbeddingCacheTest extends EmbeddingCacheContract {

    @TempDir
    private Path directory;

    @Override
    protected EmbeddingCache open() {
        return RocksDbEmbeddingCache.open(directory.resolve("contract"));
    }

    @Test
    void a_late_put_does_not_bring_a_deleted_item_back_after_compaction_and_reopen() throws RocksDBException {
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(directory.resolve("deletes"))) {
            cache.apply(write(put("a", 5), tombstone("b", 6)));
            cache.apply(write(tombstone("a", 6)));
            cache.compact();
            cache.apply(write(put("a", 5)));
            assertHolds(cache, tombstone("a", 6));
        }
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(directory.resolve("deletes"))) {
            cache.apply(write(put("a", 5), put("b", 5)));

            assertHolds(cache, tombstone("a", 6));
            assertHolds(cache, tombstone("b", 6));
        }
    }

    @Test
    void only_what_is_in_memory_is_read_from_there() throws RocksDBException {
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(directory.resolve("memory"))) {
            cache.apply(write(put("a", 5), tombstone("b", 6)));
            assertThat(fromMemory(cache, "a", "b", "c"))
                    .containsExactly(ItemStatus.HIT, ItemStatus.DELETED, ItemStatus.MISS);
            cache.compact();
        }
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(directory.resolve("memory"))) {
            assertThat(fromMemory(cache, "a", "b", "c")).as("in files").isEmpty();
            assertHolds(cache, put("a", 5));
            assertHolds(cache, tombstone("b", 6));

            assertThat(fromMemory(cache, "a", "b", "c"))
                    .containsExactly(ItemStatus.HIT, ItemStatus.DELETED, ItemStatus.MISS);
            assertThat(fromMemory(cache, Collections.nCopies(16, "a").toArray(String[]::new)))
                    .hasSize(16);
            assertThat(fromMemory(cache, Collections.nCopies(17, "a").toArray(String[]::new)))
                    .as("too many at once")
                    .isEmpty();
        }
    }

    /** Nothing where not all were read. */
    private static List<ItemStatus> fromMemory(RocksDbEmbeddingCache cache, String... ids) {
        List<ItemId> itemIds = Arrays.stream(ids).map(ItemId::new).toList();
        PackedRead read = new PackedRead(ReadRequest.current(SPACE, itemIds), SHAPE, TokenMemory.FRESH);
        return cache.readFromMemory(MODEL.fingerprint(), read)
                ? read.batch(MODEL, Duration.ZERO).rows().stream()
                        .map(EmbeddingRow::status)
                        .toList()
                : List.of();
    }

    @Test
    void everything_is_there_after_reopen() {
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(directory.resolve("reopened"))) {
            cache.apply(write(put("a", 5), put("b", 7)));
        }
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(directory.resolve("reopened"))) {
            assertHolds(cache, put("a", 5));
            assertHolds(cache, put("b", 7));
            try (CacheSnapshot snapshot = cache.snapshot()) {
                assertThat(snapshot.models()).hasSize(1);
            }
        }
    }

    @Test
    void column_families_are_named_by_fingerprint() throws RocksDBException {
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(directory.resolve("names"))) {
            cache.apply(write(put("a", 5)));
        }
        String fingerprint = MODEL.fingerprint().toString();
        try (Options options = new Options()) {
            List<byte[]> names = RocksDB.listColumnFamilies(
                    options, directory.resolve("names").toString());
            assertThat(names.stream().map(name -> new String(name, StandardCharsets.UTF_8)))
                    .containsExactlyInAnyOrder(
                            "default", "models", "positions", "tokens:" + fingerprint, "metadata:" + fingerprint);
        }
    }

    @Test
    void a_directory_in_use_is_refused_and_named() {
        Path inUse = directory.resolve("in-use");
        try (EmbeddingCache first = RocksDbEmbeddingCache.open(inUse)) {
            assertThatThrownBy(() -> RocksDbEmbeddingCache.open(inUse))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("opening " + inUse)
                    .hasMessageContaining("no other process has open");
            first.apply(write(put("a", 1)));
        }
    }

    @Test
    void a_later_format_is_refused() throws RocksDBException {
        Path later = directory.resolve("later");
        RocksDbEmbeddingCache.open(later).close();
        try (RocksDbStore store = new RocksDbStore(later, 64 << 20)) {
            store.db().put("format".getBytes(StandardCharsets.UTF_8), new byte[] {0, 0, 0, 3});
        }

        assertThatThrownBy(() -> RocksDbEmbeddingCache.open(later))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("cache format: 3 (expected: 2)");
    }

    @Test
    void families_that_a_crash_left_empty_are_taken_up() throws RocksDBException {
        Path crashed = directory.resolve("crashed");
        try (RocksDbStore store = new RocksDbStore(crashed, 64 << 20)) {
            store.createFamilies(MODEL.fingerprint());
        }
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(crashed)) {
            try (CacheSnapshot snapshot = cache.snapshot()) {
                assertThat(snapshot.models()).isEmpty();
            }
            cache.apply(write(put("a", 1)));
            assertHolds(cache, put("a", 1));
        }
    }

    @Test
    void discarded_bytes_leave_the_disk_while_the_cache_is_open() throws Exception {
        Path discarding = directory.resolve("discarding");
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(discarding)) {
            EmbeddingShape shape = new EmbeddingShape(64, 1024, EmbeddingDtype.FLOAT32);
            for (int item = 0; item < 40; item++) {
                cache.apply(write(put(MODEL, "item-" + item, ItemOrder.upsert(1), shape)));
            }
            cache.compact();
            assertThat(tableBytes(discarding)).isGreaterThan(40L * shape.bytes());

            cache.discard(TOPIC);

            await().until(() -> tableBytes(discarding) < shape.bytes());
        }
    }

    private static long tableBytes(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_file_where_the_directory_should_be_is_refused() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> RocksDbEmbeddingCache.open(file))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("opening " + file);
    }
}
