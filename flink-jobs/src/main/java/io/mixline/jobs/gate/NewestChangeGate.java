package io.mixline.jobs.gate;

import static java.util.Objects.requireNonNull;

import io.mixline.jobs.outcome.CheckpointedLedger;
import io.mixline.jobs.outcome.LedgerLine;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.Lane;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * One lane's gate, keyed by item: keeps what the {@link GateRule} decides by, and does what it says.
 *
 * <p>A held change is released by a timer, and at the end of input: the timer at the end of event time fires with the
 * last watermark, which only a source that ends sends.
 */
public final class NewestChangeGate extends KeyedProcessFunction<String, ItemChange, GatedChange>
        implements CheckpointedFunction {

    private static final long END_OF_INPUT = Long.MAX_VALUE;

    private final Lane lane;
    private final GateRule rule;
    private final TextReaderSource texts;

    @SuppressWarnings("NullAway.Init") // set by open
    private transient TextReader reader;

    @SuppressWarnings("NullAway.Init") // set by initializeState
    private transient CheckpointedLedger ledger;

    @SuppressWarnings("NullAway.Init") // set by initializeState
    private transient ValueState<GateEntry> entries;

    @SuppressWarnings("NullAway.Init") // set by initializeState
    private transient ValueState<HeldChange> held;

    public NewestChangeGate(Lane lane, GateRule rule, TextReaderSource texts) {
        this.lane = lane;
        this.rule = rule;
        this.texts = texts;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        ledger = CheckpointedLedger.open(context);
        entries = context.getKeyedStateStore().getState(entryState());
        held = context.getKeyedStateStore()
                .getState(new ValueStateDescriptor<>("held", TypeInformation.of(HeldChange.class)));
    }

    static ValueStateDescriptor<GateEntry> entryState() {
        return new ValueStateDescriptor<>("entry", TypeInformation.of(GateEntry.class));
    }

    @Override
    public void open(OpenContext context) {
        reader = texts.open();
        ledger.register(
                getRuntimeContext().getMetricGroup(),
                EnumSet.of(lane),
                EnumSet.of(LedgerLine.SUPERSEDED, LedgerLine.CONFLICT, LedgerLine.HELD));
    }

    @Override
    public void processElement(ItemChange change, Context context, Collector<GatedChange> out) throws Exception {
        @Nullable GateEntry entry = entries.value();
        @Nullable HeldChange before = held.value();
        GateDecision decision = rule.decide(entry, before, change, reader, now(context.timerService()));
        if (!decision.entry().equals(entry)) {
            entries.update(decision.entry());
        }
        apply(decision, before, context.timerService(), out);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<GatedChange> out) throws Exception {
        @Nullable HeldChange due = held.value();
        if (due == null) {
            return; // a newer change has taken its place and gone on
        }
        Instant now = now(context.timerService());
        if (timestamp == END_OF_INPUT || !now.isBefore(due.dueAt())) {
            GateEntry entry = requireNonNull(entries.value(), "entry of a held change");
            GateDecision decision = rule.release(entry, due, now);
            entries.update(decision.entry());
            apply(decision, due, context.timerService(), out);
        }
    }

    private void apply(
            GateDecision decision, @Nullable HeldChange before, TimerService timers, Collector<GatedChange> out)
            throws Exception {
        hold(before, decision.held(), timers);
        if (decision.ended() != null) {
            ledger.ledger().ended(lane, decision.ended());
        }
        if (decision.passed() != null) {
            out.collect(decision.passed());
        }
    }

    private void hold(@Nullable HeldChange before, @Nullable HeldChange after, TimerService timers) throws Exception {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before != null) {
            ledger.ledger().released(lane);
            timers.deleteProcessingTimeTimer(before.dueAt().toEpochMilli());
            timers.deleteEventTimeTimer(END_OF_INPUT);
        }
        if (after == null) {
            held.clear();
        } else {
            held.update(after);
            ledger.ledger().held(lane);
            timers.registerProcessingTimeTimer(after.dueAt().toEpochMilli());
            timers.registerEventTimeTimer(END_OF_INPUT);
        }
    }

    private static Instant now(TimerService timers) {
        return Instant.ofEpochMilli(timers.currentProcessingTime());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        ledger.snapshot();
    }
}
