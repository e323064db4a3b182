package io.mixline.jobs.gate;

import static io.mixline.jobs.Postings.delete;
import static io.mixline.jobs.Postings.live;
import static io.mixline.jobs.Postings.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.jobs.Postings;
import io.mixline.jobs.ScriptedEncoder;
import io.mixline.jobs.encode.ContentTextReaders;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.Lane;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NewestChangeGateTest {

    private static final Duration PACE = Duration.ofSeconds(10);
    private static final ScriptedEncoder ENCODER = ScriptedEncoder.named("gate-test");

    @SuppressWarnings("NullAway.Init") // set by start
    private KeyedOneInputStreamOperatorTestHarness<String, ItemChange, GatedChange> gate;

    @BeforeEach
    void start() throws Exception {
        gate = harness();
        gate.open();
        gate.setProcessingTime(1_000);
    }

    @AfterEach
    void stop() throws Exception {
        gate.close();
    }

    @Test
    void one_entry_is_left_for_an_item_and_no_timer() throws Exception {
        send(live(put("a", 1, "x")));
        send(live(put("a", 0, "y")));
        send(live(delete("b", 1)));

        assertThat(verdicts()).containsExactly(GateVerdict.ENCODE, GateVerdict.DELETE);
        assertThat(gate.numKeyedStateEntries()).isEqualTo(2);
        assertNoTimers();
    }

    @Test
    void a_held_change_goes_on_when_its_time_has_come_and_leaves_one_entry() throws Exception {
        send(live(put("a", 1, "x")));
        send(live(put("a", 2, "y")));
        assertThat(verdicts()).containsExactly(GateVerdict.ENCODE);
        assertThat(gate.numKeyedStateEntries()).isEqualTo(2);

        gate.setProcessingTime(1_000 + PACE.toMillis() - 1);
        assertThat(verdicts()).hasSize(1);
        gate.setProcessingTime(1_000 + PACE.toMillis());

        assertThat(verdicts()).containsExactly(GateVerdict.ENCODE, GateVerdict.ENCODE);
        assertThat(gate.numKeyedStateEntries()).isEqualTo(1);
        assertNoTimers();
    }

    @Test
    void a_held_change_goes_on_when_the_input_ends() throws Exception {
        send(live(put("a", 1, "x")));
        send(live(put("a", 2, "y")));
        gate.processWatermark(Watermark.MAX_WATERMARK);

        assertThat(verdicts()).containsExactly(GateVerdict.ENCODE, GateVerdict.ENCODE);
        assertThat(gate.numKeyedStateEntries()).isEqualTo(1);
        assertNoTimers();
    }

    @Test
    void a_delete_takes_the_place_of_what_is_held_at_once() throws Exception {
        send(live(put("a", 1, "x")));
        send(live(put("a", 2, "y")));
        send(live(delete("a", 3)));

        assertThat(verdicts()).containsExactly(GateVerdict.ENCODE, GateVerdict.DELETE);
        assertThat(gate.numKeyedStateEntries()).isEqualTo(1);
        assertNoTimers();
    }

    @Test
    void a_held_change_outlives_a_restart() throws Exception {
        send(live(put("a", 1, "x")));
        send(live(put("a", 2, "y")));
        OperatorSubtaskState checkpoint = gate.snapshot(1, 1);
        gate.close();

        gate = harness();
        gate.initializeState(checkpoint);
        gate.open();
        gate.setProcessingTime(1_000 + PACE.toMillis());

        assertThat(verdicts()).containsExactly(GateVerdict.ENCODE);
        assertThat(gate.numKeyedStateEntries()).isEqualTo(1);
    }

    @Test
    void what_was_seen_outlives_a_restart() throws Exception {
        send(live(put("a", 2, "x")));
        OperatorSubtaskState checkpoint = gate.snapshot(1, 1);
        gate.close();

        gate = harness();
        gate.initializeState(checkpoint);
        gate.open();
        send(live(put("a", 1, "y")));
        send(live(put("a", 3, "x")));

        assertThat(verdicts()).doesNotContain(GateVerdict.ENCODE);
    }

    private void send(ItemChange change) throws Exception {
        gate.processElement(change, 0);
    }

    private Iterable<GateVerdict> verdicts() {
        return gate.extractOutputValues().stream().map(GatedChange::verdict).toList();
    }

    private void assertNoTimers() {
        assertThat(gate.numProcessingTimeTimers()).isZero();
        assertThat(gate.numEventTimeTimers()).isZero();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ItemChange, GatedChange> harness() throws Exception {
        NewestChangeGate function = new NewestChangeGate(
                Lane.LIVE, new NewestChangeRule(PACE), new ContentTextReaders(ENCODER, Postings.FORMATS));
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(function), change -> change.itemId().value(), Types.STRING);
    }
}
