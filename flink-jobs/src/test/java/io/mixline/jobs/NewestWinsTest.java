package io.mixline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.jobs.encode.EncodedChange;
import io.mixline.jobs.fence.NewestVersionRule;
import io.mixline.jobs.gate.GateVerdict;
import io.mixline.jobs.gate.NewestChangeRule;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** Gate and fence together, in any interleaving of two lanes, with crashes: promises 1, 2, 3 and 6 in the small. */
class NewestWinsTest {

    private static final List<String> TEXTS = List.of("x", "y", "z", TwoLanes.FAILING_TEXT, "");

    /** A change of the item as its source knows it, sent to a lane. */
    record Sent(Lane lane, long version, boolean delete, String text, Demand demand) {

        SourceRecord record() {
            return delete ? Postings.delete("item", version) : Postings.put("item", version, text);
        }

        ItemChange change() {
            if (lane == Lane.LIVE) {
                return Postings.live(record());
            }
            return switch (demand) {
                case NOTHING -> Postings.backfilled(record());
                case REENCODE -> Postings.reencoded(record(), 1);
                case FORCE -> Postings.forced(record());
            };
        }
    }

    enum Demand {
        NOTHING,
        REENCODE,
        FORCE
    }

    enum Step {
        LIVE_GATE,
        BACKFILL_GATE,
        LIVE_ENCODE,
        BACKFILL_ENCODE,
        LIVE_RELEASE,
        CHECKPOINT,
        CRASH;

        void run(TwoLanes lanes) {
            switch (this) {
                case LIVE_GATE -> lanes.gate(Lane.LIVE);
                case BACKFILL_GATE -> lanes.gate(Lane.BACKFILL);
                case LIVE_ENCODE -> lanes.encode(Lane.LIVE);
                case BACKFILL_ENCODE -> lanes.encode(Lane.BACKFILL);
                case LIVE_RELEASE -> lanes.release(Lane.LIVE);
                case CHECKPOINT -> lanes.checkpoint();
                case CRASH -> lanes.crash();
            }
        }
    }

    @Property(tries = 5000)
    void the_last_record_is_that_of_the_newest_order(
            @ForAll("histories") List<Sent> sent, @ForAll("steps") List<Step> steps, @ForAll("pace") Duration pace) {
        TwoLanes lanes = run(sent, steps, pace);

        Map<ItemOrder, Sent> model = new HashMap<>();
        sent.forEach(one -> model.put(one.change().order(), one));
        ItemOrder newest =
                model.keySet().stream().max(Comparator.naturalOrder()).orElseThrow();
        Sent expected = model.get(newest);
        assertThat(expected).isNotNull();
        EncodedChange last = lanes.lastWritten();
        assertThat(lanes.cached()).isEqualTo(last);
        if (expected.delete()) {
            assertThat(last).isNotNull();
            assertThat(last.gated().verdict()).isEqualTo(GateVerdict.DELETE);
            assertThat(last.gated().change().order()).isEqualTo(newest);
        } else if (canBeEncoded(expected)) {
            assertThat(last).isNotNull();
            assertThat(last.text()).isEqualTo(TextHash.encode(expected.text()));
        }
        Statistics.label("newest").collect(expected.delete() ? "delete" : canBeEncoded(expected) ? "put" : "refused");
    }

    @Property(tries = 2000)
    void every_input_ends_once_or_is_on_its_way(
            @ForAll("conflictingHistories") List<Sent> sent,
            @ForAll("steps") List<Step> steps,
            @ForAll("pace") Duration pace) {
        TwoLanes lanes = start(sent, pace);
        for (Step step : steps) {
            step.run(lanes);
            assertThat(lanes.ended() + lanes.inFlightAndHeld()).isEqualTo(lanes.input());
        }
        lanes.drain();
        assertThat(lanes.ended()).isEqualTo(lanes.input());
        assertThat(lanes.inFlightAndHeld()).isZero();
    }

    private static TwoLanes run(List<Sent> sent, List<Step> steps, Duration pace) {
        TwoLanes lanes = start(sent, pace);
        steps.forEach(step -> step.run(lanes));
        lanes.drain();
        return lanes;
    }

    private static TwoLanes start(List<Sent> sent, Duration pace) {
        TwoLanes lanes = new TwoLanes(new NewestChangeRule(pace), NewestVersionRule.INSTANCE);
        sent.forEach(one -> lanes.send(one.change()));
        return lanes;
    }

    private static boolean canBeEncoded(Sent sent) {
        return !sent.text().isEmpty() && !sent.text().equals(TwoLanes.FAILING_TEXT);
    }

    /** Changes in any order, some of them twice; one text a version, as an honest source has it. */
    @Provide
    Arbitrary<List<Sent>> histories() {
        return Arbitraries.of(TEXTS)
                .list()
                .ofSize(6)
                .flatMap(texts -> sent().map(sent -> sent.stream()
                        .map(one -> new Sent(
                                one.lane(), one.version(), one.delete(), texts.get((int) one.version()), one.demand()))
                        .toList()));
    }

    @Provide
    Arbitrary<List<Sent>> conflictingHistories() {
        return sent();
    }

    private static Arbitrary<List<Sent>> sent() {
        Arbitrary<Demand> demand = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Demand.NOTHING)),
                Tuple.of(1, Arbitraries.just(Demand.REENCODE)),
                Tuple.of(1, Arbitraries.just(Demand.FORCE)));
        return Combinators.combine(
                        Arbitraries.of(Lane.class),
                        Arbitraries.longs().between(0, 5),
                        Arbitraries.integers().between(0, 3).map(die -> die == 0),
                        Arbitraries.of(TEXTS),
                        demand)
                .as(Sent::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(ArrayList::new);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.of(Step.class).list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<Duration> pace() {
        return Arbitraries.of(Duration.ZERO, Duration.ofSeconds(8));
    }
}
