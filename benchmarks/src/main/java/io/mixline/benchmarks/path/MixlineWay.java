package io.mixline.benchmarks.path;

import io.mixline.cache.host.CacheHost;
import io.mixline.cache.host.CacheSettings;
import io.mixline.cli.embedded.EmbeddedFlink;
import io.mixline.cli.embedded.FlinkPorts;
import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.jobs.ItemEmbeddingJob;
import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import io.mixline.jobs.encode.BundleEncoder;
import io.mixline.jobs.kafka.EmbeddingTopics;
import io.mixline.jobs.kafka.TopicLayout;
import io.mixline.schemas.config.ByteSize;
import io.mixline.schemas.source.SourceMapping;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The real job on a mini cluster and the real cache host, in this JVM, both new; the job's state is on the heap. */
final class MixlineWay {

    private static final int MAX_POLL_RECORDS = 2_000; // the default
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    private final PathShape shape;
    private final String topic;
    private final Map<String, String> kafka;

    MixlineWay(PathShape shape, String topic, Map<String, String> kafka) {
        this.shape = shape;
        this.topic = topic;
        this.kafka = kafka;
    }

    /**
     * How it went.
     *
     * @param resident of this process, from the submission of the job on
     * @param checkpointBytes of a checkpoint that was begun when everything was readable
     */
    record Outcome(Timed timed, ResidentMemory.Course resident, long checkpointBytes) {}

    /** Timed from the submission of the job until the newest version of every item is readable. */
    Outcome run(Path directory, String modelVersion, PublishedChanges published) throws IOException {
        EncoderSettings encoder = EncoderSettings.of(shape.writeBundle(directory.resolve("bundle"), modelVersion));
        BundleEncoder bundle = BundleEncoder.load(encoder);
        ItemEmbeddingJobConfig config = ItemEmbeddingJobSettings.config(
                String.valueOf(kafka.get(BOOTSTRAP_SERVERS)), SourceMapping.jobPostingChange(), jobSettings());
        new EmbeddingTopics(bundle.modelVersion(), config.topics(), new TopicLayout(shape.partitions(), 1))
                .prepare(config.kafka());
        Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints"));
        try (EmbeddedFlink flink = EmbeddedFlink.start(directory, FlinkPorts.free(), shape.parallelism());
                CacheHost cache = CacheHost.start(
                        cacheSettings(directory, bundle.modelVersion().embeddingsTopic()))) {
            NewestReadable readable = new NewestReadable(cache.reader(), published);
            Clock clock = new Clock();
            var unused = flink.submit(ItemEmbeddingJob.onKafka(bundle, config));
            ResidentMemory memory = new ResidentMemory();
            Timed timed = readable.await(clock, shape.changes(), memory);
            return new Outcome(timed, memory.course(), checkpoints.awaitNext());
        }
    }

    /** The defaults but for what is asked for, and any {@code path.job.<setting>}. */
    private Map<String, String> jobSettings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "topics.source",
                topic,
                "job.parallelism",
                Integer.toString(shape.parallelism()),
                "checkpoint.interval",
                shape.checkpoints().toSeconds() + " s"));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("path.job."))
                .forEach(name -> settings.put(name.substring("path.job.".length()), System.getProperty(name)));
        return settings;
    }

    private CacheSettings cacheSettings(Path directory, String embeddingsTopic) {
        return new CacheSettings(
                directory.resolve("cache"),
                new CacheSettings.Topics(Set.of(embeddingsTopic), kafka, MAX_POLL_RECORDS, Duration.ofSeconds(10)),
                0,
                new ByteSize(0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
}
