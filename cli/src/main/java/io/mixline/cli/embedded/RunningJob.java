package io.mixline.cli.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** A job in an embedded Flink: whether it runs, and what it has counted. Thread-safe. */
public final class RunningJob {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final MiniCluster cluster;
    private final JobID id;
    private final URI metrics;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    RunningJob(MiniCluster cluster, JobID id, URI metrics) {
        this.cluster = cluster;
        this.id = id;
        this.metrics = metrics;
    }

    /** Returns when the job runs. */
    void awaitRunning() {
        while (status() != JobStatus.RUNNING) {
            if (status().isGloballyTerminalState()) {
                ended().join();
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** What all operators together have counted up to now. */
    public JobCounts counts() {
        HttpRequest request =
                HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(10)).build();
        try {
            return JobCounts.parse(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException("reading the job's counts from " + metrics, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("reading the job's counts: interrupted", e);
        }
    }

    /** Completes when the job ends, exceptionally when it failed. */
    public CompletableFuture<Void> ended() {
        return cluster.requestJobResult(id).thenAccept(RunningJob::throwIfFailed);
    }

    private static void throwIfFailed(JobResult result) {
        Optional<? extends Throwable> failure = result.getSerializedThrowable();
        if (failure.isPresent()) {
            throw new IllegalStateException("the job failed: " + failure.get().getMessage(), failure.get());
        }
    }

    private JobStatus status() {
        try {
            return cluster.getJobStatus(id).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("asking for the job's status: interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking for the job's status: " + e.getCause(), e);
        }
    }
}
