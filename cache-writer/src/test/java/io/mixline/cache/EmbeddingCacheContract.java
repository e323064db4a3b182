package io.mixline.cache;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.SHAPE;
import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.model;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.reencoded;
import static io.mixline.cache.Embeddings.tombstone;
import static io.mixline.cache.Embeddings.withShortText;
import static io.mixline.cache.Lookups.assertHolds;
import static io.mixline.cache.Lookups.assertKnowsNothing;
import static io.mixline.cache.Lookups.stateOf;
import static io.mixline.cache.Lookups.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every cache does, in one place: who adds a cache reads it from top to bottom, and passes it as a whole. */
public abstract class EmbeddingCacheContract {

    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 3);

    private EmbeddingCache cache;

    protected abstract EmbeddingCache open();

    @BeforeEach
    void openCache() {
        cache = open();
    }

    @AfterEach
    void closeCache() {
        cache.close();
    }

    @Test
    void what_was_put_is_read() {
        assertThat(cache.apply(write(put("a", 5)))).containsExactly(ApplyOutcome.APPLIED);

        assertHolds(cache, put("a", 5));
        assertKnowsNothing(cache, MODEL, "b");
    }

    @Test
    void a_newer_version_replaces_an_older_one() {
        cache.apply(write(put("a", 5)));

        assertThat(cache.apply(write(put("a", 6)))).containsExactly(ApplyOutcome.APPLIED);

        assertHolds(cache, put("a", 6));
    }

    @Test
    void an_older_version_is_superseded() {
        cache.apply(write(put("a", 5)));

        assertThat(cache.apply(write(put("a", 4)))).containsExactly(ApplyOutcome.SUPERSEDED);

        assertHolds(cache, put("a", 5));
    }

    @Test
    void falling_versions_in_one_write_leave_the_newest() {
        assertThat(cache.apply(write(put("a", 3), put("a", 2), put("a", 1))))
                .containsExactly(ApplyOutcome.APPLIED, ApplyOutcome.SUPERSEDED, ApplyOutcome.SUPERSEDED);

        assertHolds(cache, put("a", 3));
    }

    @Test
    void falling_versions_in_three_writes_leave_the_newest() {
        for (int version = 3; version >= 1; version--) {
            cache.apply(write(put("a", version)));
        }

        assertHolds(cache, put("a", 3));
    }

    @Test
    void rising_versions_in_one_write_leave_the_newest() {
        assertThat(cache.apply(write(put("a", 1), put("a", 2), put("a", 3)))).containsOnly(ApplyOutcome.APPLIED);

        assertHolds(cache, put("a", 3));
    }

    @Test
    void a_version_encoded_again_replaces_the_first_encoding_and_not_the_other_way_round() {
        cache.apply(write(reencoded("a", 5, 1)));

        assertThat(cache.apply(write(put("a", 5)))).containsExactly(ApplyOutcome.SUPERSEDED);
        assertThat(cache.apply(write(reencoded("a", 5, 2)))).containsExactly(ApplyOutcome.APPLIED);

        assertHolds(cache, reencoded("a", 5, 2));
    }

    @Test
    void an_equal_order_is_written_again_so_that_the_last_record_of_a_topic_wins() {
        ItemEmbedding other = new ItemEmbedding(
                new ItemId("a"),
                ItemOrder.upsert(5),
                MODEL,
                put("a", 6).text(),
                put("a", 5).provenance());
        cache.apply(write(put("a", 5)));

        assertThat(cache.apply(write(other))).containsExactly(ApplyOutcome.REPEATED);

        assertHolds(cache, other);
    }

    @Test
    void a_delete_takes_the_tokens_and_keeps_the_order() {
        cache.apply(write(put("a", 5)));

        assertThat(cache.apply(write(tombstone("a", 6)))).containsExactly(ApplyOutcome.DELETED);

        assertHolds(cache, tombstone("a", 6));
        assertThat(models())
                .containsExactly(new CachedModel(MODEL, SHAPE, 1, new CachedModel.ItemCount(0, 1), Set.of(TOPIC)));
    }

    @Test
    void a_late_put_does_not_bring_a_deleted_item_back() {
        cache.apply(write(put("a", 5)));
        cache.apply(write(tombstone("a", 6)));

        assertThat(cache.apply(write(put("a", 5)))).containsExactly(ApplyOutcome.SUPERSEDED);
        assertThat(cache.apply(write(put("a", 6)))).containsExactly(ApplyOutcome.SUPERSEDED);

        assertHolds(cache, tombstone("a", 6));
    }

    @Test
    void a_delete_that_comes_before_its_put_holds() {
        assertThat(cache.apply(write(tombstone("a", 6)))).containsExactly(ApplyOutcome.DELETED);
        assertThat(cache.apply(write(put("a", 5)))).containsExactly(ApplyOutcome.SUPERSEDED);

        assertHolds(cache, tombstone("a", 6));
    }

    @Test
    void a_delete_and_its_late_put_in_one_write_leave_the_delete() {
        assertThat(cache.apply(write(put("a", 5), tombstone("a", 6), put("a", 5))))
                .containsExactly(ApplyOutcome.APPLIED, ApplyOutcome.DELETED, ApplyOutcome.SUPERSEDED);

        assertHolds(cache, tombstone("a", 6));
    }

    @Test
    void a_put_newer_than_the_delete_brings_the_item_back() {
        cache.apply(write(tombstone("a", 6)));

        assertThat(cache.apply(write(put("a", 7)))).containsExactly(ApplyOutcome.APPLIED);

        assertHolds(cache, put("a", 7));
    }

    @Test
    void an_erased_item_is_forgotten_with_its_order() {
        cache.apply(write(put("a", 5), tombstone("b", 9)));

        assertThat(cache.apply(CacheWrite.of(erasure("a"), erasure("b"), erasure("c"))))
                .containsOnly(ApplyOutcome.ERASED);

        assertKnowsNothing(cache, MODEL, "a");
        assertKnowsNothing(cache, MODEL, "b");
        assertThat(models())
                .containsExactly(new CachedModel(MODEL, SHAPE, 1, new CachedModel.ItemCount(0, 0), Set.of(TOPIC)));
        cache.apply(write(put("b", 1)));
        assertHolds(cache, put("b", 1));
    }

    @Test
    void erasing_from_an_unknown_model_makes_no_model() {
        assertThat(cache.apply(CacheWrite.of(erasure("a")))).containsExactly(ApplyOutcome.ERASED);

        assertThat(models()).isEmpty();
    }

    @Test
    void models_are_told_apart_by_fingerprint() {
        EmbeddingModel other = model(SPACE, 2);
        cache.apply(write(put(MODEL, "a", 5), put(other, "a", 3)));

        assertHolds(cache, put(MODEL, "a", 5));
        assertHolds(cache, put(other, "a", 3));

        cache.apply(write(tombstone(other, "a", 4)));

        assertHolds(cache, put(MODEL, "a", 5));
        assertHolds(cache, tombstone(other, "a", 4));
    }

    @Test
    void models_are_numbered_in_the_order_they_came() {
        EmbeddingModel second = model(new EmbeddingSpace("space-2"), 2);
        cache.apply(write(tombstone(second, "a", 1)));
        cache.apply(write(put(MODEL, "a", 1), put(MODEL, "b", 1)));
        cache.apply(write(tombstone(MODEL, "b", 2)));

        assertThat(models())
                .containsExactly(
                        new CachedModel(second, null, 1, new CachedModel.ItemCount(0, 1), Set.of(TOPIC)),
                        new CachedModel(MODEL, SHAPE, 2, new CachedModel.ItemCount(1, 1), Set.of(TOPIC)));
    }

    @Test
    void another_shape_under_a_known_fingerprint_is_refused_and_the_rest_of_the_write_is_applied() {
        cache.apply(write(put("a", 5)));
        EmbeddingShape wider = new EmbeddingShape(4, 16, EmbeddingDtype.FLOAT32);

        assertThat(cache.apply(write(put(MODEL, "a", ItemOrder.upsert(6), wider), put("b", 1))))
                .containsExactly(ApplyOutcome.REFUSED, ApplyOutcome.APPLIED);

        assertHolds(cache, put("a", 5));
        assertHolds(cache, put("b", 1));
    }

    @Test
    void another_shape_within_the_models_first_write_is_refused() {
        EmbeddingShape wider = new EmbeddingShape(4, 16, EmbeddingDtype.FLOAT32);

        assertThat(cache.apply(write(put("a", 5), put(MODEL, "b", ItemOrder.upsert(6), wider))))
                .containsExactly(ApplyOutcome.APPLIED, ApplyOutcome.REFUSED);

        assertKnowsNothing(cache, MODEL, "b");
    }

    @Test
    void another_space_under_a_known_fingerprint_is_refused() {
        cache.apply(write(put("a", 5)));
        EmbeddingModel renamed = model(new EmbeddingSpace("space-2"), 1);

        assertThat(cache.apply(write(put(renamed, "a", 6), tombstone(renamed, "a", 7))))
                .containsOnly(ApplyOutcome.REFUSED);

        assertHolds(cache, put("a", 5));
        assertThat(models()).hasSize(1);
    }

    @Test
    void positions_are_kept_with_what_they_stand_for() {
        TopicPosition first = new TopicPosition(10, Optional.of(4), new Uuid(1, 2), "cluster", 0);
        TopicPosition second = new TopicPosition(12, Optional.empty(), new Uuid(1, 2), "cluster", 0);
        TopicPartition other = new TopicPartition("item-embeddings-v1", 4);

        cache.apply(write(put("a", 5)).withPositions(Map.of(PARTITION, first, other, first)));
        cache.apply(new CacheWrite(List.of(), Map.of(PARTITION, second)));

        try (CacheSnapshot snapshot = cache.snapshot()) {
            assertThat(snapshot.positions()).isEqualTo(Map.of(PARTITION, second, other, first));
        }
        assertHolds(cache, put("a", 5));
    }

    @Test
    void what_came_from_a_discarded_topic_is_gone_and_the_rest_stays() {
        EmbeddingModel other = model(SPACE, 2);
        TopicPartition otherTopic = new TopicPartition("item-embeddings-v2", 0);
        TopicPosition position = new TopicPosition(10, Optional.of(4), new Uuid(1, 2), "cluster", 1);
        cache.apply(write(put("a", 5), tombstone("b", 5)).withPositions(Map.of(PARTITION, position)));
        cache.apply(from("item-embeddings-v2", put(other, "a", 7)).withPositions(Map.of(otherTopic, position)));

        assertThat(cache.discard(TOPIC)).extracting(CachedModel::model).containsExactly(MODEL);

        assertKnowsNothing(cache, MODEL, "a");
        assertKnowsNothing(cache, MODEL, "b");
        assertHolds(cache, put(other, "a", 7));
        try (CacheSnapshot snapshot = cache.snapshot()) {
            assertThat(snapshot.models()).extracting(CachedModel::model).containsExactly(other);
            assertThat(snapshot.positions()).isEqualTo(Map.of(otherTopic, position));
        }
    }

    @Test
    void after_a_discard_older_orders_are_news() {
        cache.apply(write(put("a", 5), tombstone("b", 5)));
        cache.discard(TOPIC);

        assertThat(cache.apply(write(put("a", 1), put("b", 1)))).containsOnly(ApplyOutcome.APPLIED);

        assertHolds(cache, put("a", 1));
        assertHolds(cache, put("b", 1));
        assertThat(models()).extracting(CachedModel::items).containsExactly(new CachedModel.ItemCount(2, 0));
    }

    @Test
    void a_model_out_of_two_topics_goes_whole_and_both_are_read_again() {
        TopicPartition otherTopic = new TopicPartition("item-embeddings-v2", 0);
        TopicPosition position = new TopicPosition(10, Optional.of(4), new Uuid(1, 2), "cluster", 1);
        cache.apply(write(put("a", 5)).withPositions(Map.of(PARTITION, position)));
        cache.apply(from("item-embeddings-v2", put("b", 5)).withPositions(Map.of(otherTopic, position)));

        cache.discard(TOPIC);

        assertKnowsNothing(cache, MODEL, "a");
        assertKnowsNothing(cache, MODEL, "b");
        try (CacheSnapshot snapshot = cache.snapshot()) {
            assertThat(snapshot.positions()).isEmpty();
        }
    }

    @Test
    void discarding_an_unknown_topic_changes_nothing() {
        cache.apply(write(put("a", 5)));

        assertThat(cache.discard("nobody-wrote-this")).isEmpty();

        assertHolds(cache, put("a", 5));
    }

    @Test
    void a_snapshot_from_before_a_discard_stays_as_it_was() {
        cache.apply(write(put("a", 5)));

        try (CacheSnapshot snapshot = cache.snapshot()) {
            cache.discard(TOPIC);
            cache.apply(write(put("a", 1)));

            assertThat(Lookups.state(snapshot, MODEL, "a")).isEqualTo(stateOf(put("a", 5)));
        }
        assertHolds(cache, put("a", 1));
    }

    @Test
    void an_empty_write_changes_nothing() {
        assertThat(cache.apply(CacheWrite.of())).isEmpty();

        assertThat(models()).isEmpty();
    }

    @Test
    void a_snapshot_stays_as_it_was() {
        TopicPosition before = new TopicPosition(1, Optional.of(0), new Uuid(1, 2), "cluster", 0);
        cache.apply(write(put("a", 5)).withPositions(Map.of(PARTITION, before)));

        try (CacheSnapshot snapshot = cache.snapshot()) {
            cache.apply(write(put("a", 6), put("b", 1), put(model(SPACE, 2), "a", 1))
                    .withPositions(
                            Map.of(PARTITION, new TopicPosition(4, Optional.of(0), new Uuid(1, 2), "cluster", 0))));

            assertThat(Lookups.state(snapshot, MODEL, "a")).isEqualTo(stateOf(put("a", 5)));
            assertThat(Lookups.state(snapshot, MODEL, "b")).isEqualTo(new ItemState(null, null));
            assertThat(snapshot.models())
                    .containsExactly(new CachedModel(MODEL, SHAPE, 1, new CachedModel.ItemCount(1, 0), Set.of(TOPIC)));
            assertThat(snapshot.positions()).isEqualTo(Map.of(PARTITION, before));
        }
    }

    @Test
    void many_items_are_read_at_once_and_in_the_order_of_the_ids() {
        cache.apply(write(put("a", 1), put("b", 2), put("c", 3)));

        EmbeddingBatch batch = read("c", "a", "c");

        assertThat(bytes(batch.tokens(0))).isEqualTo(tokens(put("c", 3)));
        assertThat(bytes(batch.tokens(1))).isEqualTo(tokens(put("a", 1)));
        assertThat(bytes(batch.tokens(2))).isEqualTo(tokens(put("c", 3)));
    }

    @Test
    void rows_without_tokens_are_zero_wherever_they_stand() {
        cache.apply(write(put("a", 1), put("b", 2), put("c", 3)));
        cache.apply(write(tombstone("b", 4)));

        EmbeddingBatch batch = read("b", "a", "b", "c", "nowhere", "a", "nowhere");

        assertThat(batch.rows().stream().map(EmbeddingRow::status))
                .containsExactly(
                        ItemStatus.DELETED,
                        ItemStatus.HIT,
                        ItemStatus.DELETED,
                        ItemStatus.HIT,
                        ItemStatus.MISS,
                        ItemStatus.HIT,
                        ItemStatus.MISS);
        byte[] zeros = new byte[SHAPE.bytes()];
        for (int item : new int[] {0, 2, 4, 6}) {
            assertThat(bytes(batch.tokens(item))).isEqualTo(zeros);
        }
        assertThat(bytes(batch.tokens(1))).isEqualTo(tokens(put("a", 1)));
        assertThat(bytes(batch.tokens(3))).isEqualTo(tokens(put("c", 3)));
        assertThat(bytes(batch.tokens(5))).isEqualTo(tokens(put("a", 1)));
    }

    @Test
    void a_read_leaves_alone_what_is_packed_already() {
        cache.apply(write(put("a", 1), put("b", 2), put("c", 3)));
        List<ItemId> ids = List.of(new ItemId("a"), new ItemId("elsewhere"), new ItemId("c"), new ItemId("nowhere"));
        PackedRead read = new PackedRead(ReadRequest.current(SPACE, ids), SHAPE, TokenMemory.FRESH);
        byte[] packedBefore = new byte[SHAPE.bytes()];
        Arrays.fill(packedBefore, (byte) 7);
        read.memory().put(read.start(1), packedBefore);
        read.hit(1, 9, 10);

        try (CacheSnapshot snapshot = cache.snapshot()) {
            snapshot.read(MODEL.fingerprint(), read);
        }

        EmbeddingBatch batch = read.batch(MODEL, Duration.ZERO);
        assertThat(bytes(batch.tokens(0))).isEqualTo(tokens(put("a", 1)));
        assertThat(bytes(batch.tokens(1))).isEqualTo(packedBefore);
        assertThat(batch.rows().version(1)).isEqualTo(9);
        assertThat(bytes(batch.tokens(2))).isEqualTo(tokens(put("c", 3)));
        assertThat(batch.status(3)).isEqualTo(ItemStatus.MISS);
    }

    @Test
    void a_short_text_longer_than_the_room_behind_the_last_row_is_read_whole() {
        String longText = "é".repeat(PackedRead.SLACK_BYTES);
        cache.apply(write(withShortText(put("a", 1), longText), withShortText(put("b", 2), "short")));

        assertThat(read("b", "a").row(1).shortText()).isEqualTo(longText);
        assertThat(read("a", "b").rows()).extracting(EmbeddingRow::shortText).containsExactly(longText, "short");
    }

    @Test
    void tokens_that_do_not_fill_a_row_are_an_error_and_never_zeros() {
        cache.apply(write(put("a", 1)));
        EmbeddingShape other = new EmbeddingShape(SHAPE.tokens() + 64, SHAPE.dimension(), SHAPE.dtype());

        try (CacheSnapshot snapshot = cache.snapshot()) {
            assertThatThrownBy(() -> Lookups.read(snapshot, MODEL, other, List.of(new ItemId("a"))))
                    .isInstanceOfSatisfying(
                            CacheException.class, e -> assertThat(e.kind()).isEqualTo(CacheException.Kind.FATAL));
        }
    }

    @Test
    void a_closed_cache_refuses_and_closes_again() {
        cache.close();
        cache.close();

        assertThatThrownBy(cache::snapshot)
                .isInstanceOfSatisfying(
                        CacheException.class, e -> assertThat(e.kind()).isEqualTo(CacheException.Kind.CLOSED));
        assertThatThrownBy(() -> cache.apply(write(put("a", 1))))
                .isInstanceOfSatisfying(
                        CacheException.class, e -> assertThat(e.kind()).isEqualTo(CacheException.Kind.CLOSED));
    }

    @Test
    void closing_waits_for_an_open_snapshot() throws InterruptedException {
        cache.apply(write(put("a", 5)));
        Thread closer = new Thread(() -> cache.close());
        try (CacheSnapshot snapshot = cache.snapshot()) {
            closer.start();
            while (closer.getState() != Thread.State.WAITING && closer.getState() != Thread.State.TERMINATED) {
                Thread.onSpinWait();
            }
            assertThat(closer.getState()).isEqualTo(Thread.State.WAITING);
            assertThat(Lookups.state(snapshot, MODEL, "a")).isEqualTo(stateOf(put("a", 5)));
            snapshot.close();
        }
        closer.join();
    }

    private List<CachedModel> models() {
        try (CacheSnapshot snapshot = cache.snapshot()) {
            return snapshot.models();
        }
    }

    private static CacheWrite from(String topic, ItemEmbedding embedding) {
        return CacheWrite.of(new CacheChange.Embedding(embedding, topic));
    }

    private static CacheChange erasure(String item) {
        return new CacheChange.Erasure(MODEL, new ItemId(item));
    }

    private EmbeddingBatch read(String... items) {
        try (CacheSnapshot snapshot = cache.snapshot()) {
            return Lookups.read(
                    snapshot, MODEL, SHAPE, Stream.of(items).map(ItemId::new).toList());
        }
    }

    private static byte[] bytes(ByteBuffer row) {
        byte[] bytes = new byte[row.remaining()];
        row.get(bytes);
        return bytes;
    }

    private static byte[] tokens(ItemEmbedding embedding) {
        return Objects.requireNonNull(embedding.text()).tokens().bytes();
    }
}
