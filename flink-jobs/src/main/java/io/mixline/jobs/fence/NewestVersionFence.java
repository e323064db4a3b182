package io.mixline.jobs.fence;

import static java.util.Objects.requireNonNull;

import io.mixline.jobs.config.RecordFormats;
import io.mixline.jobs.encode.EncodedChange;
import io.mixline.jobs.encode.ItemEncoderSource;
import io.mixline.jobs.outcome.CheckpointedLedger;
import io.mixline.jobs.outcome.LedgerLine;
import io.mixline.jobs.writer.WriterEpoch;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.Lane;
import java.util.EnumSet;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Where both lanes meet, keyed by item: keeps what the {@link FenceRule} decides by, and sends what it says. What a topic
 * would not take because of its size is decided again, as a change that failed.
 */
public final class NewestVersionFence extends KeyedProcessFunction<String, EncodedChange, OutgoingRecord>
        implements CheckpointedFunction {

    private final FenceRule rule;
    private final ItemEncoderSource encoder;
    private final RecordFormats formats;
    private final FenceOutputs outputs;

    @SuppressWarnings("NullAway.Init") // set by open
    private transient OutgoingRecords records;

    @SuppressWarnings("NullAway.Init") // set by initializeState
    private transient CheckpointedLedger ledger;

    @SuppressWarnings("NullAway.Init") // set by initializeState
    private transient WriterEpoch epoch;

    @SuppressWarnings("NullAway.Init") // set by initializeState
    private transient FenceStates states;

    @SuppressWarnings("NullAway.Init") // set by initializeState
    private transient TopicCatchUp catchUp;

    public NewestVersionFence(FenceRule rule, ItemEncoderSource encoder, RecordFormats formats, FenceOutputs outputs) {
        this.rule = rule;
        this.encoder = encoder;
        this.formats = formats;
        this.outputs = outputs;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        ledger = CheckpointedLedger.open(context);
        states = new FenceStates(context.getKeyedStateStore());
        OperatorStateStore store = context.getOperatorStateStore();
        epoch = WriterEpoch.begin(outputs.topics(), encoder.model(), getRuntimeContext(), store);
        catchUp = TopicCatchUp.open(epoch, store, this::isOwn);
    }

    @Override
    public void open(OpenContext context) {
        records = new OutgoingRecords(
                formats.embeddings(encoder.modelVersion()), formats.backfill(), encoder.model(), epoch.value());
        ledger.register(
                getRuntimeContext().getMetricGroup(),
                EnumSet.allOf(Lane.class),
                EnumSet.complementOf(EnumSet.of(LedgerLine.INPUT, LedgerLine.HELD)));
    }

    @Override
    public void processElement(EncodedChange change, Context context, Collector<OutgoingRecord> out) throws Exception {
        @Nullable FenceEntry before = entry(context.getCurrentKey());
        FenceDecision decision = rule.decide(before, change);
        @Nullable OutgoingRecord record = record(decision.action(), change);
        EncodedChange decided = change;
        if (record != null && record.bytes() > outputs.maxRecordBytes()) {
            decided = tooLarge(change, record);
            decision = rule.decide(before, decided);
            record = null;
        }
        if (decision.entry() != null) {
            states.write(before, decision.entry());
        }
        Lane lane = change.gated().change().origin().lane();
        ledger.ledger().ended(lane, decision.outcome());
        send(decision.action(), decided, record, context, out);
    }

    /** Brings the item's entry up to what the topic holds, the first time that the item comes by after a restore. */
    private @Nullable FenceEntry entry(String itemId) throws Exception {
        @Nullable FenceEntry entry = states.read();
        @Nullable WrittenRecord written = catchUp.take(itemId);
        if (written == null) {
            return entry;
        }
        @Nullable FenceEntry caughtUp = written.caughtUp(entry);
        if (caughtUp != null) {
            states.write(entry, caughtUp);
        }
        return caughtUp;
    }

    private boolean isOwn(String itemId) {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        int owner = KeyGroupRangeAssignment.assignKeyToParallelOperator(
                itemId, task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks());
        return owner == task.getIndexOfThisSubtask();
    }

    private @Nullable OutgoingRecord record(FenceAction action, EncodedChange change) {
        return switch (action) {
            case WRITE_TOKENS, WRITE_TOMBSTONE -> records.embedding(change);
            case RETURN_TO_BACKFILL -> records.returned(change);
            case WRITE_DEAD_LETTER, NOTHING -> null;
        };
    }

    private EncodedChange tooLarge(EncodedChange change, OutgoingRecord record) {
        String message = "record: " + record.bytes() + " bytes (expected: <= " + outputs.maxRecordBytes() + ")";
        return change.failed(new DeadLetterReason(DeadLetterStage.WRITE, DeadLetterKind.TOO_LARGE, message));
    }

    private void send(
            FenceAction action,
            EncodedChange decided,
            @Nullable OutgoingRecord record,
            Context context,
            Collector<OutgoingRecord> out) {
        switch (action) {
            case WRITE_TOKENS, WRITE_TOMBSTONE -> out.collect(requireNonNull(record));
            case RETURN_TO_BACKFILL -> {
                context.output(outputs.returned(), requireNonNull(record));
                ledger.ledger().returnedMark(decided.gated().change().origin().lane());
            }
            case WRITE_DEAD_LETTER -> context.output(outputs.deadLetters(), deadLetter(decided));
            case NOTHING -> {}
        }
    }

    private static DeadLetter deadLetter(EncodedChange failed) {
        ItemChange change = failed.gated().change();
        DeadLetterReason reason = requireNonNull(failed.gated().refusal(), "reason of a failed change");
        return new DeadLetter(change.source(), change.itemId(), reason, failed.encodedAt());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        ledger.snapshot();
        epoch.snapshot();
        catchUp.snapshot();
    }

    @Override
    public void close() {
        if (epoch != null) { // null where the run must not start
            epoch.close();
        }
    }
}
