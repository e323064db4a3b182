package io.mixline.cli.embedded;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.host.CacheHost;
import io.mixline.cache.host.CacheSettings;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.jobs.ItemEmbeddingJob;
import io.mixline.jobs.JobSteps;
import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import io.mixline.jobs.config.JobTopics;
import io.mixline.jobs.encode.BundleEncoder;
import io.mixline.schemas.config.ByteSize;
import io.mixline.schemas.source.SourceMapping;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The whole system in this JVM: broker, job, and cache hosts as they are asked for. Everything lies under one directory,
 * and is reachable on the loopback address only.
 */
public final class EmbeddedMixline implements AutoCloseable {

    private static final int PARTITIONS = 4;
    private static final Duration TOPIC_CHECK_INTERVAL = Duration.ofSeconds(10);
    private static final ByteSize NO_FREE_SPACE_MARK = new ByteSize(0);
    private static final int ENOUGH_HOSTS_READY_LAG = 0;

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final Path directory;
    private final ModelBundle bundle;
    private final EmbeddedKafka kafka;
    private final EmbeddedFlink flink;
    private final RunningJob job;

    private EmbeddedMixline(
            Path directory, EncoderSettings encoder, UnaryOperator<JobSteps> steps, Consumer<String> started) {
        this.directory = directory;
        this.bundle = ModelBundle.load(encoder.directory());
        try {
            kafka = EmbeddedKafka.start(directory.resolve("kafka"));
            closing.push(kafka);
            EmbeddedTopics.create(kafka.bootstrapServers(), bundle.modelVersion(), topics(), PARTITIONS);
            started.accept("broker    at " + kafka.bootstrapServers() + ", topics " + topics().source() + " to "
                    + embeddingsTopic());
            flink = EmbeddedFlink.start(directory, FlinkPorts.free(), 1);
            closing.push(flink);
            job = flink.submit(job(encoder, steps));
            job.awaitRunning();
            started.accept("job       runs on a Flink mini cluster");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts broker and job; returns when the cluster has taken the job. Both go on with what an earlier run, however it
     * ended, left in the directory.
     *
     * @param steps what the job's steps are, given the standard ones
     * @param started is told, in words, of each part that is up
     */
    public static EmbeddedMixline start(
            Path directory, EncoderSettings encoder, UnaryOperator<JobSteps> steps, Consumer<String> started) {
        return new EmbeddedMixline(directory, encoder, steps, started);
    }

    private ItemEmbeddingJob job(EncoderSettings encoder, UnaryOperator<JobSteps> steps) {
        ItemEmbeddingJobConfig config = ItemEmbeddingJobSettings.config(
                kafka.bootstrapServers(), SourceMapping.jobPostingChange(), Map.of("checkpoint.interval", "2 s"));
        JobSteps standard = JobSteps.standard(BundleEncoder.load(encoder), config.limits());
        return ItemEmbeddingJob.onKafka(steps.apply(standard), config);
    }

    /**
     * Starts a cache host over a directory of that name, which may hold what an earlier host left.
     *
     * @param layers what to lay over its cache
     */
    public CacheHost startCache(String name, UnaryOperator<EmbeddingCache> layers) {
        CacheSettings settings = new CacheSettings(
                cacheDirectory(name),
                new CacheSettings.Topics(Set.of(embeddingsTopic()), kafkaSettings(), 500, TOPIC_CHECK_INTERVAL),
                ENOUGH_HOSTS_READY_LAG,
                NO_FREE_SPACE_MARK,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        CacheHost host = CacheHost.start(settings, layers);
        closing.push(host);
        return host;
    }

    public Path cacheDirectory(String name) {
        return directory.resolve(name);
    }

    public ModelBundle bundle() {
        return bundle;
    }

    public RunningJob job() {
        return job;
    }

    /** Flink's web page. */
    public URI webPage() {
        return flink.webPage();
    }

    /** The job's metrics, as Prometheus reads them. */
    public URI jobMetrics() {
        return flink.metrics();
    }

    public String embeddingsTopic() {
        return bundle.modelVersion().embeddingsTopic();
    }

    public JobTopics topics() {
        return JobTopics.standard();
    }

    /** What a Kafka client needs to reach the broker. */
    public Map<String, String> kafkaSettings() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    /** In reverse of the start. Idempotent. */
    @Override
    public void close() {
        IllegalStateException failure = null;
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("stopping: " + e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
