package io.mixline.jobs.fence;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/** The number of the job's run: 1 at a fresh start, one more than the checkpoint's after each restore. */
final class WriterEpoch {

    private final ListState<Long> state;
    private final long value;

    private WriterEpoch(ListState<Long> state, long value) {
        this.state = state;
        this.value = value;
    }

    static WriterEpoch next(FunctionInitializationContext context) throws Exception {
        // A union list: after a change of parallelism a new subtask, too, sees what the others had.
        ListState<Long> state = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("writer-epoch", Types.LONG));
        long last = 0;
        for (long epoch : state.get()) {
            last = Math.max(last, epoch);
        }
        return new WriterEpoch(state, last + 1);
    }

    long value() {
        return value;
    }

    void snapshot() throws Exception {
        state.update(List.of(value));
    }
}
