package io.mixline.cli.embedded;

import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.jobs.ItemEmbeddingJob;
import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import io.mixline.jobs.config.SourceMappingFile;
import io.mixline.jobs.encode.BundleEncoder;
import io.mixline.jobs.kafka.EmbeddingTopics;
import io.mixline.jobs.kafka.TopicLayout;
import io.mixline.schemas.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** One job on a mini cluster in this JVM, against a broker that is somewhere else. */
public final class EmbeddedJob implements AutoCloseable {

    private final EmbeddedFlink flink;
    private final RunningJob job;

    private EmbeddedJob(EmbeddedFlink flink, RunningJob job) {
        this.flink = flink;
        this.job = job;
    }

    /**
     * Creates the topics that are missing, and starts.
     *
     * @param settings parsed with the job's settings among the declared
     * @param directory for checkpoints and temporary files
     */
    public static EmbeddedJob start(Settings settings, EncoderSettings encoder, Path directory, FlinkPorts ports)
            throws IOException {
        ItemEmbeddingJobConfig config = ItemEmbeddingJobSettings.config(settings, SourceMappingFile.read(settings));
        BundleEncoder bundle = BundleEncoder.load(encoder);
        int subtasks = config.run().parallelism().now();
        ItemEmbeddingJobSettings.requireRoomInEncoder(settings, subtasks);
        new EmbeddingTopics(bundle.modelVersion(), config.topics(), TopicLayout.of(settings)).prepare(config.kafka());
        EmbeddedFlink flink = EmbeddedFlink.start(directory, ports, subtasks);
        try {
            return new EmbeddedJob(flink, flink.submit(ItemEmbeddingJob.onKafka(bundle, config)));
        } catch (RuntimeException e) {
            flink.close();
            throw e;
        }
    }

    /** Flink's web page. */
    public URI webPage() {
        return flink.webPage();
    }

    /** The job's metrics, as Prometheus reads them. */
    public URI metrics() {
        return flink.metrics();
    }

    /** Returns when the job has ended, which it does only if it is told where the source ends. */
    public void awaitEnd() {
        job.ended().join();
    }

    @Override
    public void close() {
        flink.close();
    }
}
