package io.mixline.jobs.fence;

import static java.util.Objects.requireNonNull;

import io.mixline.jobs.seed.SeedRecord;
import io.mixline.jobs.seed.SeedTopic;
import io.mixline.jobs.seed.SeededItem;
import io.mixline.jobs.writer.RunMarker;
import io.mixline.jobs.writer.WriterEpoch;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.state.api.functions.KeyedStateBootstrapFunction;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/** The fence's state as if it had just written the topic's last records. Takes one record a key. */
public final class FenceSeed extends KeyedStateBootstrapFunction<String, SeedRecord> implements CheckpointedFunction {

    private final SeedTopic topic;

    @SuppressWarnings("NullAway.Init") // set by initializeState
    private transient FenceStates items;

    @SuppressWarnings("NullAway.Init") // set by initializeState
    private transient ListState<TopicEnd> ends;

    @SuppressWarnings("NullAway.Init") // set by initializeState
    private transient ListState<RunMarker> run;

    private transient long newestEpoch;

    public FenceSeed(SeedTopic topic) {
        this.topic = topic;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        items = new FenceStates(context.getKeyedStateStore());
        ends = TopicCatchUp.ends(context.getOperatorStateStore());
        run = WriterEpoch.markers(context.getOperatorStateStore());
        newestEpoch = 1; // what tells a state from none
    }

    @Override
    public void processElement(SeedRecord record, Context context) throws Exception {
        newestEpoch = Math.max(newestEpoch, record.writerEpoch());
        SeededItem item = record.item();
        if (item != null) {
            WrittenRecord written = new WrittenRecord(
                    record.key(), item.order(), item.fingerprint(), item.writtenAt(), record.isWhole());
            items.write(null, requireNonNull(written.caughtUp(null)));
        }
    }

    /** Says nothing of the topics that the job reads: it will read them from their beginning. */
    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        run.update(List.of(new RunMarker(newestEpoch, topic.name(), topic.id())));
        if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
            ends.update(topic.ends().entrySet().stream()
                    .map(end -> new TopicEnd(end.getKey(), end.getValue()))
                    .toList());
        }
    }
}
