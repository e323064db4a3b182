package io.mixline.cli.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.ItemMetadata;
import io.mixline.cache.topic.MemoryTopicHost;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.JobPostingChangeCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.statistics.Statistics;

/**
 * Upserts, deletes and unchanged texts in both lanes, checkpoints, crashes, runs that write on after they were replaced,
 * compaction, and hosts that lag and restart, in any interleaving: against a plain map, promises 1 to 3. Once no replaced
 * run writes any more, a change of an item brings it back where it was missing.
 */
class WholePathModelTest {

    private static final int TRIES = 3_000;
    private static final int ITEMS = 3;
    private static final long NEWER_THAN_ALL = 1_000;
    private static final List<String> TEXTS = List.of("x", "y", "z", Texts.NEVER_ENCODED, "");
    private static final Instant CHANGED_AT = Instant.parse("2026-11-22T08:00:00Z");
    private static final JobPostingChangeCodec POSTINGS = new JobPostingChangeCodec();

    /** A change as a source sends it. What it says depends on the item and on the version that first said it. */
    record Sent(Lane lane, int item, long version, long said) {

        static Sent first(Lane lane, int item, long version) {
            return new Sent(lane, item, version, version);
        }

        /** The same once more, newer than all. */
        Sent again() {
            return new Sent(Lane.LIVE, item, NEWER_THAN_ALL, said);
        }

        private Random content() {
            return new Random((31 * said + item + 1) * 0x9E3779B97F4A7C15L); // seeds side by side give like numbers
        }

        boolean delete() {
            return content().nextInt(4) == 0;
        }

        String text() {
            Random content = content();
            content.nextInt();
            int die = content.nextInt(10);
            return TEXTS.get(die < 8 ? die % 3 : die - 5);
        }

        ItemId id() {
            return new ItemId("item-" + item);
        }

        ItemOrder order() {
            return delete() ? ItemOrder.delete(version) : ItemOrder.upsert(version);
        }

        SourceRecord record() {
            ItemVersion itemVersion = new ItemVersion(version);
            Map<String, List<String>> fields =
                    text().isEmpty() ? Map.of("company", List.of("a company")) : Map.of("title", List.of(text()));
            byte[] value = delete()
                    ? POSTINGS.delete(id(), itemVersion, CHANGED_AT)
                    : POSTINGS.upsert(id(), itemVersion, CHANGED_AT, new ItemContent(fields));
            return new SourceRecord(id().toBytes(), value, new SourcePosition("job-postings", 0, 0), CHANGED_AT);
        }

        boolean canBeEncoded() {
            return !text().isEmpty() && !text().equals(Texts.NEVER_ENCODED);
        }
    }

    /** What happens next. */
    enum Step {
        LIVE_GATE,
        BACKFILL_GATE,
        LIVE_ENCODE,
        BACKFILL_ENCODE,
        CHECKPOINT,
        CRASH,
        REPLACE,
        REPLACED_GATE,
        REPLACED_ENCODE,
        COMPACT,
        HOST_READ,
        HOST_ASK_ENDS,
        HOST_RESTART
    }

    @Property(tries = TRIES)
    void hosts_end_with_the_newest_order_or_say_miss_and_never_answer_wrong(
            @ForAll("histories") List<Sent> sent,
            @ForAll("steps") List<Tuple2<Step, Integer>> steps,
            @ForAll boolean hostLags)
            throws Exception {
        PathTopics topics = new PathTopics();
        sent.forEach(one -> topics.send(one.lane(), one.record()));
        try (PathWorld world = new PathWorld(topics)) {
            for (Tuple2<Step, Integer> step : steps) {
                world.take(step.get1(), step.get2());
            }
            world.drain();
            Map<ItemId, Sent> newest = newest(sent);
            if (hostLags) {
                topics.embeddings().compactWhole();
            }
            world.host().readToEnd();
            assertRight(world.host(), newest, topics.embeddings()::mayBeHidden);
            assertRightInAnEmptyHost(topics, newest, topics.embeddings()::mayBeHidden);

            world.settle();
            newest.values().forEach(one -> topics.send(Lane.LIVE, one.again().record()));
            newest.replaceAll((id, one) -> one.again());
            world.drain();
            world.host().readToEnd();
            assertRight(world.host(), newest, topics.embeddings()::isHiddenUnknown);
            assertRightInAnEmptyHost(topics, newest, topics.embeddings()::isHiddenUnknown);
        }
    }

    private static void assertRightInAnEmptyHost(
            PathTopics topics, Map<ItemId, Sent> newest, Predicate<String> mayBeMissing) {
        topics.embeddings().compactWhole();
        try (MemoryTopicHost empty = new MemoryTopicHost(topics.embeddings()::from, topics.embeddings()::end)) {
            empty.readToEnd();
            assertRight(empty, newest, mayBeMissing);
        }
    }

    private static Map<ItemId, Sent> newest(List<Sent> sent) {
        Map<ItemId, Sent> newest = new HashMap<>();
        sent.forEach(one -> newest.merge(
                one.id(), one, (known, other) -> other.order().isNewerThan(known.order()) ? other : known));
        return newest;
    }

    private static void assertRight(MemoryTopicHost host, Map<ItemId, Sent> newest, Predicate<String> mayBeMissing) {
        newest.forEach((id, expected) -> {
            ItemMetadata held = host.metadata(Texts.MODEL.fingerprint(), id);
            Statistics.label("answer").collect(held == null ? "miss" : held.isDeleted() ? "deleted" : "hit");
            if (held == null && mayBeMissing.test(id.value())) {
                return;
            }
            if (expected.delete()) {
                assertThat(held).as("%s of %s", held, expected).isNotNull();
                assertThat(held.order()).isEqualTo(expected.order());
            } else if (expected.canBeEncoded()) {
                assertThat(held).as("%s of %s", held, expected).isNotNull();
                assertThat(held.isDeleted()).isFalse();
                byte[] tokens = Texts.encode(expected.text()).tokens().bytes();
                assertThat(host.tokens(Texts.MODEL, id)).isEqualTo(tokens);
            }
        });
    }

    /** Changes in any order, some of them twice. */
    @Provide
    Arbitrary<List<Sent>> histories() {
        return Arbitraries.randomValue(random -> Sent.first(
                        random.nextInt(3) == 0 ? Lane.BACKFILL : Lane.LIVE, random.nextInt(ITEMS), random.nextInt(6)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20)
                .map(ArrayList::new);
    }

    /** With a number, for steps that need one. */
    @Provide
    Arbitrary<List<Tuple2<Step, Integer>>> steps() {
        Arbitrary<Step> step = Arbitraries.frequency(
                Tuple.of(8, Step.LIVE_GATE),
                Tuple.of(5, Step.BACKFILL_GATE),
                Tuple.of(8, Step.LIVE_ENCODE),
                Tuple.of(5, Step.BACKFILL_ENCODE),
                Tuple.of(2, Step.CHECKPOINT),
                Tuple.of(1, Step.CRASH),
                Tuple.of(1, Step.REPLACE),
                Tuple.of(3, Step.REPLACED_GATE),
                Tuple.of(3, Step.REPLACED_ENCODE),
                Tuple.of(2, Step.COMPACT),
                Tuple.of(4, Step.HOST_READ),
                Tuple.of(1, Step.HOST_ASK_ENDS),
                Tuple.of(1, Step.HOST_RESTART));
        return step.flatMap(one -> Arbitraries.integers().between(0, 99).map(number -> Tuple.of(one, number)))
                .list()
                .ofMaxSize(80);
    }
}
