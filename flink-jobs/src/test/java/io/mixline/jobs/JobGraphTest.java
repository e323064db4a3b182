package io.mixline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** What savepoints and clusters see of the job. */
class JobGraphTest {

    private final StreamExecutionEnvironment env = built();

    @Test
    void the_uids_are_final() {
        assertThat(env.getStreamGraph(false).getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .containsExactlyInAnyOrder(
                        "live-source",
                        "live-decode",
                        "live-gate",
                        "live-encode",
                        "backfill-source",
                        "backfill-decode",
                        "backfill-gate",
                        "backfill-encode",
                        "fence",
                        "embeddings-sink",
                        "Sink Committer: embeddings-sink",
                        "dead-letters-sink",
                        "Sink Committer: dead-letters-sink",
                        "returned-sink",
                        "Sink Committer: returned-sink");
    }

    @Test
    void all_operators_share_slots_and_max_parallelism() {
        Collection<StreamNode> nodes = env.getStreamGraph(false).getStreamNodes();

        assertThat(nodes).extracting(StreamNode::getSlotSharingGroup).containsOnly("items");
        assertThat(env.getMaxParallelism()).isEqualTo(1024);
    }

    @Test
    void the_cycle_goes_through_kafka_only() {
        JobGraph graph = env.getStreamGraph(false).getJobGraph();

        assertThat(graph.getVerticesSortedTopologicallyFromSources()).hasSameSizeAs(vertices(graph));
    }

    @Test
    void embeddings_leave_the_fence_without_changing_threads_so_that_a_key_keeps_its_order() {
        JobGraph graph = env.getStreamGraph(false).getJobGraph();

        assertThat(vertices(graph))
                .extracting(JobVertex::getName)
                .anyMatch(name -> name.contains("fence") && name.contains("embeddings-sink"));
    }

    @Test
    void checkpoints_never_wait_behind_a_full_branch() {
        assertThat(env.getCheckpointConfig().isUnalignedCheckpointsEnabled()).isTrue();
        assertThat(env.getCheckpointConfig().getAlignedCheckpointTimeout()).isEqualTo(Duration.ZERO);
        assertThat(env.getCheckpointConfig().getCheckpointingConsistencyMode())
                .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
        assertThat(env.getBufferTimeout()).isEqualTo(5);
        assertThat(env.getConfig().isObjectReuseEnabled()).isTrue();
        assertThat(env.getConfig().getSerializerConfig().hasGenericTypesDisabled())
                .isTrue();
    }

    @Test
    void a_job_that_fails_again_and_again_is_restarted_ever_more_slowly() {
        assertThat(env.getConfiguration().get(RestartStrategyOptions.RESTART_STRATEGY))
                .isEqualTo("exponential-delay");
        assertThat(env.getConfiguration()
                        .get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(env.getConfiguration().get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(env.getConfiguration()
                        .get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD))
                .isEqualTo(Duration.ofMinutes(2));
    }

    private static Iterable<JobVertex> vertices(JobGraph graph) {
        return graph.getVertices();
    }

    private static StreamExecutionEnvironment built() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        ItemEmbeddingJobConfig config =
                ItemEmbeddingJobSettings.config("localhost:9092", Postings.MAPPING.parse(), Map.of());
        ItemEmbeddingJob.onKafka(ScriptedEncoder.named("graph-test"), config).build(env);
        return env;
    }
}
