package io.mixline.jobs;

import static java.util.Objects.requireNonNull;

import io.mixline.jobs.outcome.JobMetrics;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.awaitility.Awaitility;

/** A Flink cluster in this JVM, with heap state unless told otherwise, checkpoints in a directory, and metrics to look at. */
public final class TestCluster implements AutoCloseable {

    private static final int SLOTS = 4;

    private final Path directory;
    private final InMemoryReporter metrics = InMemoryReporter.create();
    private final MiniCluster cluster;
    private int killed;

    private TestCluster(Path directory) {
        this.directory = directory;
        Configuration configuration = metrics.addToConfiguration(new Configuration());
        configuration.set(RestOptions.BIND_PORT, "0"); // any free one: others may test on this machine
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        this.cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .setConfiguration(configuration)
                .build());
    }

    public static TestCluster start(Path directory) throws Exception {
        TestCluster started = new TestCluster(directory);
        started.cluster.start();
        return started;
    }

    public JobID submit(ItemEmbeddingJob job) throws Exception {
        return submit(job, new Configuration());
    }

    /** With settings that go before those of the job. */
    public JobID submit(ItemEmbeddingJob job, Configuration settings) throws Exception {
        return submit(job, settings, SavepointRestoreSettings.none());
    }

    public JobID submitFrom(String savepoint, ItemEmbeddingJob job) throws Exception {
        return submitFrom(savepoint, job, new Configuration());
    }

    /** With settings that go before those of the job. */
    public JobID submitFrom(String savepoint, ItemEmbeddingJob job, Configuration settings) throws Exception {
        return submit(job, settings, SavepointRestoreSettings.forPath(savepoint));
    }

    private JobID submit(ItemEmbeddingJob job, Configuration settings, SavepointRestoreSettings from) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, uri("checkpoints"));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        job.build(env);
        Configuration quickly = new Configuration();
        quickly.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(50));
        quickly.addAll(settings);
        env.configure(quickly, TestCluster.class.getClassLoader());
        JobGraph graph = env.getStreamGraph().getJobGraph();
        graph.setSavepointRestoreSettings(from);
        return submit(graph);
    }

    /** Not yet finished when this returns. */
    public JobID submitSeed(StateSeed seed, String savepointDirectory) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        seed.build(env, savepointDirectory);
        return submit(env.getStreamGraph().getJobGraph());
    }

    public JobID submit(JobGraph graph) throws Exception {
        return cluster.submitJob(graph).get(60, TimeUnit.SECONDS).getJobID();
    }

    /** Fails where the job does. */
    public void awaitFinished(JobID job) throws Exception {
        JobResult result = cluster.requestJobResult(job).get(2, TimeUnit.MINUTES);
        var unused = result.toJobExecutionResult(TestCluster.class.getClassLoader());
    }

    public void awaitRunning(JobID job) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> cluster.getJobStatus(job).get(10, TimeUnit.SECONDS) == JobStatus.RUNNING);
    }

    /** Until so many records of both lanes came in and each has ended. */
    public void awaitEnded(JobID job, long records) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
            long input = input(job); // read once: a restart takes the counts away in between
            return input >= records && input == endedOrHeld(job);
        });
    }

    /** What the job failed with, whether or not it is started again. */
    public String awaitFailure(JobID job) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() ->
                        cluster.getExecutionGraph(job).get(10, TimeUnit.SECONDS).getFailureInfo() != null);
        return requireNonNull(cluster.getExecutionGraph(job).join().getFailureInfo())
                .getExceptionAsString();
    }

    /** Why the cluster did not start the job at all. */
    public String awaitRefusal(JobID job) throws Exception {
        JobResult result = cluster.requestJobResult(job).get(60, TimeUnit.SECONDS);
        return ExceptionUtils.stringifyException(result.getSerializedThrowable().orElseThrow());
    }

    public void awaitInput(JobID job, Lane lane, long records) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> sum(job, lane, JobMetrics.INPUT) >= records);
    }

    public boolean isQuiet(JobID job) {
        return input(job) == endedOrHeld(job);
    }

    private long endedOrHeld(JobID job) {
        return ended(job) + sum(job, Lane.LIVE, JobMetrics.HELD) + sum(job, Lane.BACKFILL, JobMetrics.HELD);
    }

    public long input(JobID job) {
        return sum(job, Lane.LIVE, JobMetrics.INPUT) + sum(job, Lane.BACKFILL, JobMetrics.INPUT);
    }

    public long ended(JobID job) {
        return Arrays.stream(ItemOutcome.values())
                .mapToLong(outcome -> ended(job, Lane.LIVE, outcome) + ended(job, Lane.BACKFILL, outcome))
                .sum();
    }

    public long ended(JobID job, Lane lane, ItemOutcome outcome) {
        return sum(job, "lane." + lane + ".outcome." + outcome + "." + JobMetrics.ENDED.metricName());
    }

    public long sum(JobID job, Lane lane, JobMetrics metric) {
        return sum(job, "lane." + lane + "." + metric.metricName());
    }

    /** How often the cluster has started the job again. */
    public long restarts(JobID job) {
        return sum(job, "numRestarts");
    }

    private long sum(JobID job, String suffix) {
        return metrics.getMetricsByIdentifiers(job).entrySet().stream()
                .filter(metric -> metric.getKey().endsWith("." + suffix))
                .mapToLong(metric -> (Long) ((Gauge<?>) metric.getValue()).getValue())
                .sum();
    }

    /** As soon as all tasks run: a job is RUNNING while they are still opening. */
    public void checkpoint(JobID job) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> {
            var unused = cluster.triggerCheckpoint(job).get(60, TimeUnit.SECONDS);
            return true;
        });
    }

    /** Where the job's state is, after the job has stopped. */
    public String stopWithSavepoint(JobID job) throws Exception {
        return cluster.stopWithSavepoint(job, uri("savepoints"), false, SavepointFormatType.CANONICAL)
                .get(60, TimeUnit.SECONDS);
    }

    /** With what is on its way in the savepoint, too. */
    public String cancelWithSavepoint(JobID job) throws Exception {
        return cluster.triggerSavepoint(job, uri("savepoints"), true, SavepointFormatType.CANONICAL)
                .get(60, TimeUnit.SECONDS);
    }

    /** Kills everything that runs, without a word to the job. */
    public void killTaskManager() throws Exception {
        var unused = cluster.terminateTaskManager(killed++).get(60, TimeUnit.SECONDS); // the dead stay in its list
        cluster.startTaskManager();
    }

    public void cancel(JobID job) throws Exception {
        var unused = cluster.cancelJob(job).get(60, TimeUnit.SECONDS);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> cluster.getJobStatus(job).get(10, TimeUnit.SECONDS).isGloballyTerminalState());
    }

    private String uri(String name) {
        return directory.resolve(name).toUri().toString();
    }

    @Override
    public void close() throws Exception {
        cluster.closeAsync().get(60, TimeUnit.SECONDS);
    }
}
