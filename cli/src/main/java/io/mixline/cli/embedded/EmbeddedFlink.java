package io.mixline.cli.embedded;

import io.mixline.jobs.ItemEmbeddingJob;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink mini cluster with the web page and a Prometheus endpoint, on loopback ports. State is on the heap: Flink's own
 * RocksDB has the same classes as the cache's, so that both never share a JVM.
 */
public final class EmbeddedFlink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int STOP_SECONDS = 30;

    private final MiniCluster cluster;
    private final Path checkpoints;
    private final URI webPage;
    private final URI metrics;

    private EmbeddedFlink(MiniCluster cluster, Path checkpoints, URI webPage, URI metrics) {
        this.cluster = cluster;
        this.checkpoints = checkpoints;
        this.webPage = webPage;
        this.metrics = metrics;
    }

    /**
     * Starts a cluster with one task manager.
     *
     * @param directory for checkpoints and temporary files
     */
    public static EmbeddedFlink start(Path directory, FlinkPorts ports, int slots) {
        Configuration flink = configuration(directory, ports);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        try {
            cluster.start();
            URI webPage = cluster.getRestAddress().get(STOP_SECONDS, TimeUnit.SECONDS);
            return new EmbeddedFlink(
                    cluster,
                    checkpoints(directory),
                    webPage,
                    URI.create("http://" + LOOPBACK + ":" + ports.metrics() + "/metrics"));
        } catch (Exception e) {
            var unused = cluster.closeAsync();
            throw new IllegalStateException("starting Flink's mini cluster: " + e.getMessage(), e);
        }
    }

    private static Configuration configuration(Path directory, FlinkPorts ports) {
        Configuration flink = new Configuration();
        flink.set(RestOptions.ADDRESS, LOOPBACK);
        flink.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        flink.set(RestOptions.PORT, ports.webPage());
        flink.set(RestOptions.BIND_PORT, Integer.toString(ports.webPage()));
        flink.set(JobManagerOptions.ADDRESS, LOOPBACK);
        flink.set(CoreOptions.TMP_DIRS, directory.resolve("flink-tmp").toString());
        flink.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                checkpoints(directory).toUri().toString());
        // The heap state backend uses none.
        flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
        flink.setString("metrics.reporters", "prom");
        flink.setString(
                "metrics.reporter.prom.factory.class", "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
        flink.setString("metrics.reporter.prom.port", Integer.toString(ports.metrics()));
        return flink;
    }

    static Path checkpoints(Path directory) {
        return directory.resolve("checkpoints");
    }

    /** Submits a job, which goes on where an earlier process left it, and returns when the cluster has taken it. */
    public RunningJob submit(ItemEmbeddingJob job) {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
        job.build(environment);
        StreamGraph stream = environment.getStreamGraph();
        stream.setJobName(job.name());
        JobGraph graph = stream.getJobGraph();
        RetainedCheckpoint.newest(checkpoints).ifPresent(left -> {
            LOG.info("The job goes on from {}", left);
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(
                    left.toUri().toString(), false, RecoveryClaimMode.CLAIM)); // or old checkpoints would pile up
        });
        try {
            JobID id = cluster.submitJob(graph).get().getJobID();
            return new RunningJob(cluster, id, metrics);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("submitting " + job.name() + ": interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("submitting " + job.name() + ": " + e.getCause(), e);
        }
    }

    public URI webPage() {
        return webPage;
    }

    public URI metrics() {
        return metrics;
    }

    @Override
    public void close() {
        try {
            for (JobStatusMessage job : cluster.listJobs().get(STOP_SECONDS, TimeUnit.SECONDS)) {
                if (!job.getJobState().isGloballyTerminalState()) {
                    cluster.cancelJob(job.getJobId()).get(STOP_SECONDS, TimeUnit.SECONDS);
                    JobResult ignored = cluster.requestJobResult(job.getJobId()).get(STOP_SECONDS, TimeUnit.SECONDS);
                }
            }
            cluster.closeAsync().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("stopping Flink's mini cluster: " + e, e);
        }
    }
}
