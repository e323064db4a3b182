package io.mixline.cache;

import static io.mixline.cache.Embeddings.CHANGED_AT;
import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.SHAPE;
import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.model;
import static io.mixline.cache.Embeddings.number;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static io.mixline.cache.Lookups.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRefusedException.Reason;
import io.mixline.client.ReadRequest;
import io.mixline.client.StalenessRule;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemVersion;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every reader does, whichever way it reads a cache. */
public abstract class EmbeddingReaderContract {

    @TempDir
    private Path directory;

    private EmbeddingCache cache;
    private EmbeddingReader reader;
    private Duration behind = Duration.ZERO;

    /** The cache that is read. */
    protected EmbeddingCache open(Path directory) {
        return RocksDbEmbeddingCache.open(directory);
    }

    /** A reader of that cache, on a host that is that far behind. */
    protected abstract EmbeddingReader reader(EmbeddingCache cache, HostLag hostLag);

    @BeforeEach
    void open() {
        cache = open(directory);
        reader = reader(cache, () -> behind);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void a_candidate_list_is_packed_in_its_order_with_a_status_per_item() {
        cache.apply(write(put("a", 5), put("b", 7), tombstone("c", 3)));

        EmbeddingBatch batch = reader.read(request("c", "b", "nowhere", "a"));

        assertThat(batch.model()).isEqualTo(MODEL);
        assertThat(batch.itemShape()).isEqualTo(SHAPE);
        assertThat(batch.rows())
                .containsExactly(
                        EmbeddingRow.deleted(new ItemId("c"), new ItemVersion(3), CHANGED_AT),
                        hit("b", 7),
                        EmbeddingRow.miss(new ItemId("nowhere")),
                        hit("a", 5));
        assertOnly(batch.tokens(0), 0);
        assertOnly(batch.tokens(1), number(MODEL, ItemOrder.upsert(7)));
        assertOnly(batch.tokens(2), 0);
        assertOnly(batch.tokens(3), number(MODEL, ItemOrder.upsert(5)));
        assertThat(batch.tokens().remaining()).isEqualTo(4 * SHAPE.bytes());
    }

    @Test
    void a_list_is_read_right_whatever_of_it_was_read_before() {
        cache.apply(write(put("a", 5), put("b", 7), tombstone("c", 3), put("d", 9)));
        assertThat(reader.read(request("d", "b")).rows()).containsExactly(hit("d", 9), hit("b", 7));

        for (int again = 0; again < 3; again++) {
            EmbeddingBatch batch = reader.read(request("b", "a", "c", "d", "nowhere", "c", "b"));

            assertThat(batch.rows())
                    .containsExactly(
                            hit("b", 7),
                            hit("a", 5),
                            EmbeddingRow.deleted(new ItemId("c"), new ItemVersion(3), CHANGED_AT),
                            hit("d", 9),
                            EmbeddingRow.miss(new ItemId("nowhere")),
                            EmbeddingRow.deleted(new ItemId("c"), new ItemVersion(3), CHANGED_AT),
                            hit("b", 7));
            long[] versions = {7, 5, 0, 9, 0, 0, 7};
            for (int row = 0; row < versions.length; row++) {
                boolean held = versions[row] != 0;
                assertOnly(batch.tokens(row), held ? number(MODEL, ItemOrder.upsert(versions[row])) : 0);
            }
        }
    }

    @Test
    void an_id_asked_for_twice_has_two_rows() {
        cache.apply(write(put("a", 5)));

        EmbeddingBatch batch = reader.read(request("a", "a"));

        assertThat(batch.rows()).containsExactly(hit("a", 5), hit("a", 5));
        assertOnly(batch.tokens(0), number(MODEL, ItemOrder.upsert(5)));
        assertOnly(batch.tokens(1), number(MODEL, ItemOrder.upsert(5)));
    }

    @Test
    void an_empty_list_gives_an_empty_batch() {
        cache.apply(write(put("a", 5)));

        assertThat(reader.read(request()).size()).isZero();
    }

    @Test
    void ids_may_be_of_any_characters() {
        String[] odd = {" ", "a\u0000b", "ä/ö", "\ud83d\ude00", "日本語", "x".repeat(2_000), "-", "a\nb"};
        cache.apply(write(Arrays.stream(odd).map(id -> put(id, 5)).toArray(ItemEmbedding[]::new)));

        EmbeddingBatch batch = reader.read(request(odd));

        assertThat(batch.rows())
                .containsExactly(Arrays.stream(odd).map(id -> hit(id, 5)).toArray(EmbeddingRow[]::new));
    }

    @Test
    void short_texts_come_for_who_wants_them() {
        cache.apply(write(put("a", 5)));
        List<ItemId> ids = List.of(new ItemId("a"), new ItemId("nowhere"));

        assertThat(reader.read(ReadRequest.current(SPACE, ids)).row(0).shortText())
                .isNull();
        assertThat(reader.read(ReadRequest.current(SPACE, ids).with(ReadExtra.SHORT_TEXTS))
                        .row(0)
                        .shortText())
                .isEqualTo("short text of version 5");
    }

    @Test
    void reads_while_the_cache_is_written_are_of_one_moment_an_item() throws Exception {
        cache.apply(write(put("a", 1), put("b", 1)));
        ExecutorService readers = Executors.newFixedThreadPool(2);
        AtomicBoolean writing = new AtomicBoolean(true);
        Callable<Long> reading = () -> {
            long reads = 0;
            while (writing.get()) {
                EmbeddingBatch batch = reader.read(request("a", "b"));
                for (int item = 0; item < 2; item++) {
                    assertOnly(
                            batch.tokens(item),
                            number(MODEL, ItemOrder.upsert(batch.rows().version(item))));
                }
                reads++;
            }
            return reads;
        };
        List<Future<Long>> reads = List.of(readers.submit(reading), readers.submit(reading));
        for (long version = 2; version < 500; version++) {
            cache.apply(write(put("a", version), put("b", version)));
        }
        writing.set(false);

        for (Future<Long> read : reads) {
            assertThat(read.get(30, TimeUnit.SECONDS)).isPositive();
        }
        readers.shutdown();
    }

    @Test
    void ten_thousand_ids_are_one_read() {
        List<CacheChange> changes = new ArrayList<>();
        List<ItemId> ids = new ArrayList<>();
        for (int item = 0; item < 10_000; item++) {
            ids.add(new ItemId("item-" + item));
            if (item % 3 != 0) {
                changes.add(new CacheChange.Embedding(put("item-" + item, item), TOPIC));
            }
        }
        cache.apply(new CacheWrite(changes, Map.of()));
        Collections.reverse(ids);

        EmbeddingBatch batch = reader.read(ReadRequest.current(SPACE, ids));

        for (int row = 0; row < ids.size(); row++) {
            int item = 9_999 - row;
            boolean held = item % 3 != 0;
            assertThat(batch.status(row)).isEqualTo(held ? ItemStatus.HIT : ItemStatus.MISS);
            assertOnly(batch.tokens(row), held ? number(MODEL, ItemOrder.upsert(item)) : 0);
        }
    }

    @Test
    void a_list_that_no_buffer_holds_is_refused() {
        EmbeddingShape large = new EmbeddingShape(50, 4096, EmbeddingDtype.FLOAT16);
        cache.apply(write(put(MODEL, "a", ItemOrder.upsert(1), large)));

        assertRefused(Reason.TOO_LARGE, ReadRequest.current(SPACE, Collections.nCopies(10_000, new ItemId("a"))));
    }

    @Test
    void an_unknown_space_is_refused() {
        assertRefused(Reason.UNKNOWN_SPACE, request("a"));

        cache.apply(write(put("a", 5)));

        assertRefused(
                Reason.UNKNOWN_SPACE, ReadRequest.current(new EmbeddingSpace("space-2"), List.of(new ItemId("a"))));
    }

    @Test
    void fingerprints_that_are_not_held_are_refused_also_when_their_space_is() {
        cache.apply(write(put("a", 5)));

        assertRefused(
                Reason.NO_ACCEPTED_MODEL,
                request("a").accepting(Set.of(model(SPACE, 2).fingerprint())));
    }

    @Test
    void a_fingerprint_of_another_space_is_refused() {
        EmbeddingModel other = model(new EmbeddingSpace("space-2"), 2);
        cache.apply(write(put("a", 5), put(other, "a", 6)));

        assertRefused(Reason.NO_ACCEPTED_MODEL, request("a").accepting(Set.of(other.fingerprint())));
    }

    @Test
    void a_model_of_which_only_tombstones_were_seen_is_refused() {
        cache.apply(write(tombstone("a", 5)));

        assertRefused(Reason.NO_EMBEDDING_YET, request("a"));

        cache.apply(write(put("b", 1)));
        assertThat(reader.read(request("a")).status(0)).isEqualTo(ItemStatus.DELETED);
    }

    @Test
    void the_current_model_of_a_space_is_the_one_seen_first_until_another_is_promoted() {
        EmbeddingModel loading = model(SPACE, 2);
        cache.apply(write(put("a", 5)));
        cache.apply(write(put(loading, "a", 9), put(loading, "b", 9)));

        EmbeddingBatch current = reader.read(request("a", "b"));
        EmbeddingBatch named = reader.read(request("a", "b").accepting(Set.of(loading.fingerprint())));
        EmbeddingBatch either = reader.read(request("b").accepting(Set.of(loading.fingerprint(), MODEL.fingerprint())));

        assertThat(current.model()).isEqualTo(MODEL);
        assertOnly(current.tokens(0), number(MODEL, ItemOrder.upsert(5)));
        assertThat(current.status(1)).isEqualTo(ItemStatus.MISS);
        assertThat(named.model()).isEqualTo(loading);
        assertOnly(named.tokens(0), number(loading, ItemOrder.upsert(9)));
        assertThat(either.model()).isEqualTo(MODEL);
        assertThat(either.status(0)).isEqualTo(ItemStatus.MISS);
    }

    @Test
    void what_is_older_than_the_caller_knows_of_is_stale_and_has_its_tokens() {
        cache.apply(write(put("a", 5), put("b", 5)));
        StalenessRule rule = StalenessRule.minVersions(
                Map.of(new ItemId("a"), new ItemVersion(6), new ItemId("c"), new ItemVersion(1)));

        EmbeddingBatch batch = reader.read(request("a", "b", "c").withStaleness(rule));

        assertThat(batch.rows().stream().map(EmbeddingRow::status))
                .containsExactly(ItemStatus.STALE, ItemStatus.HIT, ItemStatus.MISS);
        assertOnly(batch.tokens(0), number(MODEL, ItemOrder.upsert(5)));
    }

    @Test
    void everything_held_is_stale_on_a_host_that_is_too_far_behind() {
        cache.apply(write(put("a", 5), tombstone("b", 5)));
        ReadRequest request = request("a", "b", "c").withStaleness(StalenessRule.maxHostBehind(Duration.ofSeconds(30)));

        behind = Duration.ofSeconds(31);
        EmbeddingBatch late = reader.read(request);
        behind = Duration.ofSeconds(29);
        EmbeddingBatch inTime = reader.read(request);

        assertThat(late.rows().stream().map(EmbeddingRow::status))
                .containsExactly(ItemStatus.STALE, ItemStatus.DELETED, ItemStatus.MISS);
        assertThat(inTime.status(0)).isEqualTo(ItemStatus.HIT);
    }

    @Test
    void a_closed_host_refuses() {
        cache.apply(write(put("a", 5)));
        cache.close();

        assertRefused(Reason.CLOSED, request("a"));
    }

    private void assertRefused(Reason reason, ReadRequest request) {
        assertThatThrownBy(() -> reader.read(request))
                .isInstanceOfSatisfying(
                        ReadRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static ReadRequest request(String... items) {
        return ReadRequest.current(SPACE, Arrays.stream(items).map(ItemId::new).toList())
                .with(ReadExtra.SHORT_TEXTS);
    }

    private static EmbeddingRow hit(String item, long version) {
        return new EmbeddingRow(
                new ItemId(item),
                ItemStatus.HIT,
                new ItemVersion(version),
                CHANGED_AT,
                "short text of version " + version);
    }

    private static void assertOnly(ByteBuffer row, float number) {
        assertThat(row.remaining()).isEqualTo(SHAPE.bytes());
        while (row.hasRemaining()) {
            assertThat(row.getFloat()).isEqualTo(number);
        }
    }
}
