package io.mixline.jobs.writer;

import io.mixline.schemas.WriterClaim.WriterRun;
import java.util.UUID;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;

/**
 * A run of the job as Flink starts it.
 *
 * @param attempt how often Flink has restarted the job before, from 0; starts again with a new job manager
 */
record RunStart(WriterRun run, int attempt) {

    /** The same for all subtasks of a run: the job manager makes an id for each attempt. */
    static RunStart of(RuntimeContext context) throws Exception {
        int attempt = context.getTaskInfo().getAttemptNumber();
        String id = ((StreamingRuntimeContext) context)
                .getGlobalAggregateManager()
                .updateGlobalAggregate("mixline-run-" + attempt, "", new MadeOnce());
        return new RunStart(new WriterRun(id, context.getJobInfo().getJobId().toHexString()), attempt);
    }

    boolean isSameJob(WriterRun other) {
        return other.job().equals(run.job());
    }

    /** Made once in the job manager, whoever asks. */
    private static final class MadeOnce implements AggregateFunction<String, String, String> {

        private static final long serialVersionUID = 1;

        @Override
        public String createAccumulator() {
            return UUID.randomUUID().toString();
        }

        @Override
        public String add(String ignored, String made) {
            return made;
        }

        @Override
        public String getResult(String made) {
            return made;
        }

        @Override
        public String merge(String made, String other) {
            return made;
        }
    }
}
