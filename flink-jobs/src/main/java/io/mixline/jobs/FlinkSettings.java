package io.mixline.jobs;

import io.mixline.jobs.config.RunPolicy;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * How Flink runs a job, whatever cluster it is on. What belongs to the cluster (state backend, checkpoint directory,
 * memory) is left to it.
 */
final class FlinkSettings {

    private FlinkSettings() {}

    static void apply(RunPolicy run, StreamExecutionEnvironment env) {
        env.configure(configuration(run), FlinkSettings.class.getClassLoader());
        env.setParallelism(run.parallelism().now());
        env.setMaxParallelism(run.parallelism().max());
    }

    private static Configuration configuration(RunPolicy run) {
        Configuration flink = new Configuration();
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        checkpoints(run, flink);
        // Kafka or a device may be away for long: never give up, and say so in the log each time.
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofSeconds(1));
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMinutes(1));
        // What has run for so long has got over it: the next failure is not made to wait for the last one.
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
                Duration.ofMinutes(2));
        return flink;
    }

    /**
     * Unaligned from the first moment on, and small buffers: with a slow BACKFILL branch aligned barriers would wait
     * behind its queue and hold LIVE at the fence for seconds.
     */
    private static void checkpoints(RunPolicy run, Configuration flink) {
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, run.checkpointInterval());
        flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        flink.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        flink.set(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, Duration.ZERO);
        flink.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        flink.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(5));
    }
}
