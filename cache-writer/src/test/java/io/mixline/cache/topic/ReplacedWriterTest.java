package io.mixline.cache.topic;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.SHAPE;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.start;
import static io.mixline.cache.Embeddings.tombstone;
import static io.mixline.cache.Embeddings.writtenBy;
import static io.mixline.cache.Lookups.assertHolds;
import static io.mixline.cache.Lookups.assertKnowsNothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.ItemState;
import io.mixline.cache.Lookups;
import io.mixline.schemas.EmbeddingsRecord;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a run of the writing job appends after a newer one does not count, however the topic is read. */
class ReplacedWriterTest {

    private static final List<String> ITEMS = List.of("a", "b", "c");

    @Example
    void a_replaced_run_can_neither_raise_an_item_nor_delete_it() {
        MemoryTopic topic = new MemoryTopic(List.of(
                writtenBy(put("a", 1), 1),
                start(2),
                writtenBy(put("a", 9), 1),
                writtenBy(tombstone("a", 10), 1),
                writtenBy(put("b", 1), 1),
                writtenBy(put("a", 2), 2)));
        HeapEmbeddingCache cache = new HeapEmbeddingCache();

        topic.host(cache).apply(10);

        assertHolds(cache, writtenBy(put("a", 2), 2));
        assertKnowsNothing(cache, MODEL, "b");
    }

    @Example
    void what_stood_there_before_the_new_run_counts() {
        MemoryTopic topic = new MemoryTopic(List.of(writtenBy(put("a", 9), 1), start(2), writtenBy(put("b", 1), 2)));
        HeapEmbeddingCache cache = new HeapEmbeddingCache();

        topic.host(cache).apply(10);

        assertHolds(cache, writtenBy(put("a", 9), 1));
    }

    @Example
    void an_embedding_replaces_older_runs_as_a_start_does() {
        MemoryTopic topic = new MemoryTopic(List.of(writtenBy(put("a", 1), 2), writtenBy(put("b", 1), 1)));
        HeapEmbeddingCache cache = new HeapEmbeddingCache();

        assertThat(topic.host(cache).apply(10).get(1)).isInstanceOf(TopicRecord.Replaced.class);

        assertKnowsNothing(cache, MODEL, "b");
    }

    @Example
    void a_start_is_no_item_and_a_late_one_of_a_replaced_run_is_replaced() {
        MemoryTopic topic = new MemoryTopic(List.of(start(2), start(1)));
        HeapEmbeddingCache cache = new HeapEmbeddingCache();

        List<TopicRecord> read = topic.host(cache).apply(10);

        assertThat(read.get(0)).isInstanceOf(TopicRecord.RunStart.class);
        assertThat(read.get(1)).isInstanceOf(TopicRecord.Replaced.class);
        try (CacheSnapshot snapshot = cache.snapshot()) {
            assertThat(snapshot.models()).isEmpty();
            assertThat(snapshot.positions()).isEqualTo(Map.of(MemoryTopic.PARTITION, MemoryTopic.position(2, 2)));
        }
    }

    @Example
    void a_start_under_another_key_is_unreadable_and_raises_nothing() {
        TopicDecoder decoder = new TopicDecoder();
        byte[] value = MemoryTopic.consumed(0, start(5)).value();

        assertThat(decoder.decode(MemoryTopic.PARTITION, MemoryTopic.consumed(0, start(6).key(), value)))
                .isInstanceOf(TopicRecord.Unreadable.class);
        assertThat(decoder.decode(
                        MemoryTopic.PARTITION, MemoryTopic.consumed(0, "a".getBytes(StandardCharsets.UTF_8), value)))
                .isInstanceOf(TopicRecord.Unreadable.class);
        assertThat(decoder.newestEpoch(MemoryTopic.PARTITION)).isZero();
    }

    @Property(tries = 300)
    void a_host_that_restarts_between_any_writes_ends_as_one_that_reads_the_topic_at_once(
            @ForAll("records") List<EmbeddingsRecord> records, @ForAll("steps") List<Step> steps) {
        MemoryTopic topic = new MemoryTopic(records);
        HeapEmbeddingCache restarted = new HeapEmbeddingCache();
        MemoryTopic.Host host = topic.host(restarted);
        for (Step step : steps) {
            host = step.restart() ? topic.host(restarted) : host;
            host.apply(step.records());
        }
        host.apply(records.size());
        HeapEmbeddingCache atOnce = new HeapEmbeddingCache();
        topic.host(atOnce).apply(records.size());

        Map<String, ItemState> expected = expected(records);
        for (String item : ITEMS) {
            assertThat(Lookups.state(restarted, MODEL, item)).isEqualTo(expected.get(item));
            assertThat(Lookups.state(atOnce, MODEL, item)).isEqualTo(expected.get(item));
        }
        try (CacheSnapshot one = restarted.snapshot();
                CacheSnapshot other = atOnce.snapshot()) {
            assertThat(one.positions()).isEqualTo(other.positions());
        }
    }

    @Example
    void an_item_is_forgotten_where_a_replaced_runs_record_may_stand_for_one_that_counts() {
        HeapEmbeddingCache cache = new HeapEmbeddingCache();

        new MemoryTopic(List.of(writtenBy(put("a", 1), 1), start(2), writtenBy(put("a", 9), 1)))
                .host(cache)
                .apply(10);

        assertKnowsNothing(cache, MODEL, "a");
    }

    @Example
    void nothing_is_forgotten_where_every_record_was_read_as_it_came() {
        TopicDecoder decoder = new TopicDecoder();
        decode(decoder, 0, writtenBy(put("a", 1), 1));
        decoder.ends(Map.of(MemoryTopic.PARTITION, 1L));
        decode(decoder, 1, start(2));

        assertThat(decode(decoder, 2, writtenBy(put("a", 9), 1)).change()).isNull();
    }

    @Example
    void after_a_gap_there_is_doubt_up_to_the_end_that_is_asked_for_next() {
        TopicDecoder decoder = new TopicDecoder();
        decode(decoder, 0, start(2));
        decoder.ends(Map.of(MemoryTopic.PARTITION, 1L));
        decode(decoder, 5, start(3)); // 1 to 4 were compacted away
        assertThat(decode(decoder, 6, writtenBy(put("a", 9), 2)).change()).isInstanceOf(CacheChange.Erasure.class);
        decoder.ends(Map.of(MemoryTopic.PARTITION, 8L));

        assertThat(decode(decoder, 7, writtenBy(put("a", 9), 2)).change()).isInstanceOf(CacheChange.Erasure.class);
        assertThat(decode(decoder, 8, writtenBy(put("a", 9), 2)).change()).isNull();
    }

    private static TopicRecord decode(TopicDecoder decoder, long offset, EmbeddingsRecord record) {
        return decoder.decode(MemoryTopic.PARTITION, MemoryTopic.consumed(offset, record));
    }

    /**
     * The rule in other words: a record counts if no record before it is of a newer run. One that does not count makes a host
     * that never asks for the end forget its item.
     */
    private static Map<String, ItemState> expected(List<EmbeddingsRecord> records) {
        Map<String, ItemEmbedding> held = new HashMap<>();
        for (int record = 0; record < records.size(); record++) {
            long epoch = records.get(record).writerEpoch();
            boolean counts = records.subList(0, record).stream().allMatch(before -> before.writerEpoch() <= epoch);
            if (!(records.get(record) instanceof ItemEmbedding next)) {
                continue;
            }
            if (!counts) {
                held.remove(next.itemId().value());
            } else {
                held.merge(
                        next.itemId().value(),
                        next,
                        (one, other) -> other.order().compareTo(one.order()) >= 0 ? other : one);
            }
        }
        Map<String, ItemState> expected = new HashMap<>();
        ITEMS.forEach(item -> expected.put(
                item, held.containsKey(item) ? Lookups.stateOf(held.get(item)) : new ItemState(null, null)));
        return expected;
    }

    @Provide
    Arbitrary<List<EmbeddingsRecord>> records() {
        Arbitrary<Long> epochs = Arbitraries.longs().between(1, 4);
        Arbitrary<ItemEmbedding> puts = Combinators.combine(
                        Arbitraries.of(ITEMS), Arbitraries.longs().between(0, 3))
                .as((item, version) -> put(MODEL, item, ItemOrder.upsert(version), SHAPE));
        Arbitrary<ItemEmbedding> deletes = Combinators.combine(
                        Arbitraries.of(ITEMS), Arbitraries.longs().between(0, 3))
                .as((item, version) -> tombstone(item, version));
        Arbitrary<EmbeddingsRecord> embeddings = Combinators.combine(Arbitraries.oneOf(puts, deletes), epochs)
                .as((embedding, epoch) -> writtenBy(embedding, epoch));
        Arbitrary<EmbeddingsRecord> starts = epochs.map(epoch -> start(epoch));
        return Arbitraries.oneOf(embeddings, embeddings, embeddings, starts)
                .list()
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(Arbitraries.integers().between(0, 6), Arbitraries.of(true, false))
                .as(Step::new)
                .list()
                .ofMaxSize(8);
    }

    record Step(int records, boolean restart) {}
}
