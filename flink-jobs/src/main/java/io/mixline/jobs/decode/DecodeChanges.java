package io.mixline.jobs.decode;

import io.mixline.jobs.config.JobClock;
import io.mixline.jobs.config.RecordFormats;
import io.mixline.jobs.outcome.CheckpointedLedger;
import io.mixline.jobs.outcome.LedgerLine;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.RecordRefusedException;
import java.util.EnumSet;
import java.util.function.Function;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Counts what comes in and decodes it; what cannot be decoded becomes a dead letter with its bytes as they came. */
public final class DecodeChanges extends ProcessFunction<SourceRecord, ItemChange> implements CheckpointedFunction {

    private final Lane lane;
    private final RecordFormats formats;
    private final OutputTag<DeadLetter> deadLetters;
    private final JobClock clock;

    @SuppressWarnings("NullAway.Init") // set by open
    private transient Function<SourceRecord, ItemChange> decoder;

    @SuppressWarnings("NullAway.Init") // set by initializeState
    private transient CheckpointedLedger ledger;

    public DecodeChanges(Lane lane, RecordFormats formats, OutputTag<DeadLetter> deadLetters, JobClock clock) {
        this.lane = lane;
        this.formats = formats;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        ledger = CheckpointedLedger.open(context);
    }

    @Override
    public void open(OpenContext context) {
        decoder = decoder(lane, formats);
        ledger.register(
                getRuntimeContext().getMetricGroup(),
                EnumSet.of(lane),
                EnumSet.of(LedgerLine.INPUT, LedgerLine.DEAD_LETTER));
    }

    private static Function<SourceRecord, ItemChange> decoder(Lane lane, RecordFormats formats) {
        return switch (lane) {
            case LIVE -> formats.changes()::decode;
            case BACKFILL -> formats.backfill()::decode;
        };
    }

    @Override
    public void processElement(SourceRecord record, Context context, Collector<ItemChange> out) {
        ledger.ledger().input(lane);
        ItemChange change;
        try {
            change = decoder.apply(record);
        } catch (RecordRefusedException e) {
            DeadLetterReason reason =
                    new DeadLetterReason(DeadLetterStage.DECODE, e.kind(), String.valueOf(e.getMessage()));
            context.output(deadLetters, new DeadLetter(record, null, reason, clock.instant()));
            ledger.ledger().ended(lane, ItemOutcome.DEAD_LETTER);
            return;
        }
        out.collect(change);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        ledger.snapshot();
    }
}
