package io.mixline.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.host.CacheHost;
import io.mixline.cache.host.CacheSettings;
import io.mixline.cli.demo.promise.ExpectedItems;
import io.mixline.cli.demo.promise.PromiseChecker;
import io.mixline.cli.demo.promise.TopicContents;
import io.mixline.cli.demo.promise.Verdict;
import io.mixline.cli.demo.promise.WholeTopic;
import io.mixline.cli.publish.PostingPublisher;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.runtime.EncoderOptions;
import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import io.mixline.jobs.config.JobTopics;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.config.ByteSize;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same job, started twice out of one state: caches end right or say MISS, and a metric tells. */
class TwoWritersIT {

    private static final int CHANGES = 400;
    private static final ModelBundle BUNDLE = ModelBundle.load(MixlineProcess.BUNDLE);
    private static final String TOPIC = BUNDLE.modelVersion().embeddingsTopic();
    private static final Pattern REPLACED =
            Pattern.compile("mixline_cache_records_total\\{result=\"replaced_writer\"} (\\S+)");

    /** Until its first checkpoint a replaced run does not notice, and writes on. */
    private static final String LONG_UNNOTICED = "25 s";

    @TempDir
    private Path directory;

    @Test
    void a_job_that_runs_twice_never_makes_a_cache_wrong() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
            Map<String, String> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
            EmbeddedTopics.create(kafka.bootstrapServers(), BUNDLE.modelVersion(), JobTopics.standard(), 2);
            WholeTopic reader = new WholeTopic(client);
            try (CacheHost running = host("running", client);
                    PostingPublisher publisher =
                            new PostingPublisher(JobTopics.standard().source(), client)) {
                try (EmbeddedJob first = job("first", kafka, "1 s")) {
                    publish(0, CHANGES, publisher);
                    awaitSettled(first, reader);
                    awaitCheckpoint("first");
                }
                copy(directory.resolve("first"), directory.resolve("second"));
                try (EmbeddedJob replaced = job("first", kafka, LONG_UNNOTICED)) {
                    awaitEpochs(reader, 2);
                    try (EmbeddedJob newest = job("second", kafka, "1 s")) {
                        awaitEpochs(reader, 3);
                        publish(CHANGES, 3 * CHANGES, publisher);
                        awaitSettled(newest, reader);
                        awaitSettled(replaced, reader);
                        // What has ended may still be on its way to the topic.
                        Awaitility.await()
                                .atMost(Duration.ofMinutes(1))
                                .untilAsserted(() -> assertCachesAreNeverWrong(running, client, reader));
                        assertThat(replacedRecords(running)).isPositive();
                        assertThatThrownBy(() -> CompletableFuture.runAsync(replaced::awaitEnd)
                                        .get(60, TimeUnit.SECONDS))
                                .hasStackTraceContaining("two jobs write one topic");
                    }
                }
            }
        }
    }

    private void assertCachesAreNeverWrong(CacheHost running, Map<String, String> client, WholeTopic reader)
            throws Exception {
        Map<TopicPartition, Long> ends = reader.ends(TOPIC);
        running.reached(ends).get(60, TimeUnit.SECONDS);
        ExpectedItems expected = ChangeSequence.expected(3 * CHANGES, BUNDLE.composer());
        PromiseChecker checker = new PromiseChecker(expected, TopicContents.read(reader, TOPIC), BUNDLE.model());
        Verdict verdict = checker.theTopicAloneIsEnough(running.reader());
        assertThat(verdict.finding()).as(verdict.toString()).isEqualTo(Verdict.Finding.HELD);
        try (CacheHost empty = host("empty-" + ends.hashCode(), client)) {
            empty.reached(ends).get(60, TimeUnit.SECONDS);
            assertSameOrMiss(empty.reader(), running.reader(), expected.all());
        }
    }

    private static void assertSameOrMiss(EmbeddingReader empty, EmbeddingReader running, List<ItemId> items) {
        ReadRequest request = ReadRequest.current(BUNDLE.model().space(), items);
        EmbeddingBatch one = empty.read(request);
        EmbeddingBatch other = running.read(request);
        int same = 0;
        for (int item = 0; item < items.size(); item++) {
            if (one.row(item).status() != ItemStatus.MISS) {
                assertThat(one.row(item).status()).isEqualTo(other.row(item).status());
                assertThat(one.tokens(item)).isEqualTo(other.tokens(item));
                same++;
            }
        }
        assertThat(same).isPositive();
    }

    private EmbeddedJob job(String name, EmbeddedKafka kafka, String checkpointInterval) throws IOException {
        Map<String, String> given = new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "checkpoint.interval",
                checkpointInterval,
                "topics.partitions",
                "2",
                "topics.replication",
                "1",
                "encoder.bundle",
                MixlineProcess.BUNDLE.toString()));
        List<Setting<?>> declared = new ArrayList<>(ItemEmbeddingJobSettings.ALL);
        declared.addAll(EncoderOptions.all());
        Settings settings = Settings.parse(declared, given, ItemEmbeddingJobSettings.KAFKA_PREFIX);
        return EmbeddedJob.start(
                settings, EncoderSettings.of(MixlineProcess.BUNDLE), directory.resolve(name), FlinkPorts.free());
    }

    private CacheHost host(String name, Map<String, String> client) {
        return CacheHost.start(new CacheSettings(
                directory.resolve(name),
                new CacheSettings.Topics(Set.of(TOPIC), client, 500, Duration.ofSeconds(10)),
                0,
                new ByteSize(0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    private static void publish(int from, int end, PostingPublisher publisher) {
        for (int number = from; number < end; number++) {
            var unused = publisher.publish(ChangeSequence.change(number).change());
        }
        publisher.flush();
    }

    /** Everything in the job's topics came in and has ended. */
    private static void awaitSettled(EmbeddedJob job, WholeTopic reader) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
            long sent = records(reader, JobTopics.standard().source())
                    + records(reader, JobTopics.standard().backfill());
            JobCounts counts = JobCounts.parse(get(job.metrics()));
            return counts.input() == sent && counts.allEnded() == sent;
        });
    }

    private static long records(WholeTopic reader, String topic) {
        return reader.ends(topic).values().stream().mapToLong(Long::longValue).sum();
    }

    private static void awaitEpochs(WholeTopic reader, long epoch) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> TopicContents.read(reader, TOPIC).newestEpoch() >= epoch);
    }

    private void awaitCheckpoint(String name) {
        Path checkpoints = directory.resolve(name).resolve("checkpoints");
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> RetainedCheckpoint.newest(checkpoints).isPresent());
    }

    private static double replacedRecords(CacheHost host) throws Exception {
        Matcher metric = REPLACED.matcher(
                get(URI.create("http://127.0.0.1:" + host.httpAddress().getPort() + "/metrics")));
        assertThat(metric.find()).isTrue();
        return Double.parseDouble(metric.group(1));
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
