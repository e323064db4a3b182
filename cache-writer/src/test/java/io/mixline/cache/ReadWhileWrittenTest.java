package io.mixline.cache;

import static io.mixline.cache.Embeddings.SHAPE;
import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.model;
import static io.mixline.cache.Embeddings.number;
import static io.mixline.cache.Embeddings.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.hot.HotTierEmbeddingCache;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRequest;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two models are written on and on while both are read: each number of a row tells its model and version. */
class ReadWhileWrittenTest {

    private static final int ITEMS = 50;
    private static final int VERSIONS = 400;
    private static final List<EmbeddingModel> MODELS = List.of(model(SPACE, 1), model(SPACE, 2));
    private static final List<ItemId> IDS = IntStream.range(0, ITEMS)
            .mapToObj(item -> new ItemId("item-" + item))
            .toList();

    @TempDir
    private Path directory;

    @Test
    void an_items_tokens_and_metadata_are_of_one_moment_and_of_the_model_asked_for() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(MODELS.size());
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(directory)) {
            EmbeddingReader reader = new LocalEmbeddingReader(cache, HostLag.none());
            writeVersion(cache, 1);
            AtomicBoolean written = new AtomicBoolean();
            List<Future<Integer>> reads = new ArrayList<>();
            for (EmbeddingModel model : MODELS) {
                reads.add(threads.submit(() -> readUntil(reader, model, written)));
            }
            for (int version = 2; version <= VERSIONS; version++) {
                writeVersion(cache, version);
            }
            written.set(true);
            for (Future<Integer> read : reads) {
                assertThat(read.get()).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void with_a_hot_tier_no_item_is_torn_and_none_goes_back_to_an_older_version() throws Exception {
        assertNeitherTornNorOlder(20, local -> local);
    }

    @Test
    void from_memory_no_item_is_torn_and_none_goes_back_to_an_older_version() throws Exception {
        AtomicInteger fromMemory = new AtomicInteger();
        assertNeitherTornNorOlder(60, local -> (request, memory) -> {
            Optional<EmbeddingBatch> batch = local.readFromMemory(request, memory);
            batch.ifPresent(read -> fromMemory.incrementAndGet());
            return batch.orElseGet(() -> local.read(request, memory));
        });
        assertThat(fromMemory).hasPositiveValue();
    }

    @Test
    void sent_from_where_it_is_no_item_is_torn_and_none_goes_back_to_an_older_version() throws Exception {
        AtomicInteger inPlace = new AtomicInteger();
        assertNeitherTornNorOlder(60, local -> (request, memory) -> {
            Optional<EmbeddingBatch> batch =
                    local.holdFromMemory(request, memory).map(SentRead::of);
            batch.ifPresent(read -> inPlace.incrementAndGet());
            return batch.orElseGet(() -> local.read(request, memory));
        });
        assertThat(inPlace).hasPositiveValue();
    }

    private void assertNeitherTornNorOlder(int hotItems, Function<HostReader, EmbeddingReader> read) throws Exception {
        long room = hotItems * (SHAPE.bytes() + 256L);
        ExecutorService threads = Executors.newFixedThreadPool(MODELS.size());
        try (EmbeddingCache cache =
                new HotTierEmbeddingCache(RocksDbEmbeddingCache.open(directory), MODELS.size() * room)) {
            EmbeddingReader reader = read.apply(new LocalEmbeddingReader(cache, HostLag.none()));
            writeVersion(cache, 1);
            AtomicBoolean written = new AtomicBoolean();
            List<Future<Integer>> reads = new ArrayList<>();
            for (EmbeddingModel model : MODELS) {
                reads.add(threads.submit(() -> readForwardUntil(reader, model, written)));
            }
            for (int version = 2; version <= VERSIONS; version++) {
                writeVersion(cache, version);
                assertReadable(reader, version);
            }
            written.set(true);
            for (Future<Integer> each : reads) {
                assertThat(each.get()).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void reads_end_in_a_refusal_when_the_cache_is_closed_under_them() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        EmbeddingCache cache = RocksDbEmbeddingCache.open(directory);
        try {
            EmbeddingReader reader = new LocalEmbeddingReader(cache, HostLag.none());
            writeVersion(cache, 1);
            List<Future<Integer>> reads = new ArrayList<>();
            for (EmbeddingModel model : MODELS) {
                reads.add(threads.submit(() -> readUntil(reader, model, new AtomicBoolean())));
            }
            for (int version = 2; version <= 50; version++) {
                writeVersion(cache, version);
            }
            cache.close();
            for (Future<Integer> read : reads) {
                assertThat(causeOf(read))
                        .isInstanceOfSatisfying(
                                ReadRefusedException.class,
                                e -> assertThat(e.reason()).isEqualTo(ReadRefusedException.Reason.CLOSED));
            }
        } finally {
            threads.shutdownNow();
            cache.close();
        }
    }

    private static void writeVersion(EmbeddingCache cache, long version) {
        List<CacheChange> changes = new ArrayList<>();
        for (EmbeddingModel model : MODELS) {
            IDS.forEach(id -> changes.add(new CacheChange.Embedding(put(model, id.value(), version), TOPIC)));
        }
        cache.apply(new CacheWrite(changes, Map.of()));
    }

    private static int readUntil(EmbeddingReader reader, EmbeddingModel model, AtomicBoolean end) {
        int reads = 0;
        ReadRequest request = ReadRequest.current(SPACE, IDS)
                .accepting(Set.of(model.fingerprint()))
                .with(ReadExtra.SHORT_TEXTS);
        do {
            EmbeddingBatch batch = reader.read(request);
            assertThat(batch.model()).isEqualTo(model);
            long moment = version(batch.row(0));
            for (int item = 0; item < ITEMS; item++) {
                EmbeddingRow row = batch.row(item);
                assertThat(version(row)).isEqualTo(moment);
                assertThat(row.shortText()).isEqualTo("short text of version " + moment);
                assertOnly(batch.tokens(item), number(model, ItemOrder.upsert(moment)));
            }
            reads++;
        } while (!end.get());
        return reads;
    }

    private static int readForwardUntil(EmbeddingReader reader, EmbeddingModel model, AtomicBoolean end) {
        int reads = 0;
        ReadRequest request = ReadRequest.current(SPACE, IDS)
                .accepting(Set.of(model.fingerprint()))
                .with(ReadExtra.SHORT_TEXTS);
        long[] seen = new long[ITEMS];
        do {
            EmbeddingBatch batch = reader.read(request);
            for (int item = 0; item < ITEMS; item++) {
                EmbeddingRow row = batch.row(item);
                assertThat(version(row)).isGreaterThanOrEqualTo(seen[item]);
                seen[item] = version(row);
                assertThat(row.shortText()).isEqualTo("short text of version " + seen[item]);
                assertOnly(batch.tokens(item), number(model, ItemOrder.upsert(seen[item])));
            }
            reads++;
        } while (!end.get());
        return reads;
    }

    /** Once it is written, everybody reads it. */
    private static void assertReadable(EmbeddingReader reader, long version) {
        EmbeddingBatch batch = reader.read(ReadRequest.current(SPACE, IDS));
        for (int item = 0; item < ITEMS; item++) {
            assertThat(batch.rows().version(item)).isEqualTo(version);
        }
    }

    private static long version(EmbeddingRow row) {
        return Objects.requireNonNull(row.version()).value();
    }

    private static void assertOnly(ByteBuffer row, float number) {
        while (row.hasRemaining()) {
            if (row.getFloat() != number) {
                assertThat(row.getFloat(row.position() - Float.BYTES)).isEqualTo(number);
            }
        }
    }

    private static Throwable causeOf(Future<?> failed) throws InterruptedException {
        try {
            return new AssertionError("ended with " + failed.get() + " reads");
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }
}
