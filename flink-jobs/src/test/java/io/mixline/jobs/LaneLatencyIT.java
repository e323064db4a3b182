package io.mixline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.jobs.outcome.JobMetrics;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.ItemEmbeddingCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a LIVE change takes to the embeddings topic while BACKFILL is saturated, with checkpoints each second.
 *
 * <p>BACKFILL: 20,000 changes sent at once into an encoder that takes 20 ms a text, one at a time. LIVE: 50 changes/s
 * for 20 s into one that takes 1 ms. Two subtasks, one task manager, one embedded broker in the same JVM. The rival is
 * the same job with aligned checkpoints ({@code -Dmixline.measure=true}). Prints a line for each; {@code
 * docs/benchmarks/lanes.md} has the numbers.
 */
class LaneLatencyIT {

    private static final int BACKFILL_CHANGES = 20_000;
    private static final int LIVE_CHANGES = 1_000;
    private static final Duration BETWEEN_LIVE_CHANGES = Duration.ofMillis(20);
    private static final Duration BACKFILL_ENCODE = Duration.ofMillis(20);

    /** No measure of speed, which a busy machine decides: a LIVE held back by the backlog would take minutes. */
    private static final Duration NEVER_SO_LONG = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init") // set by start
    static EmbeddedKafka kafka;

    @SuppressWarnings("NullAway.Init") // set by start
    static TestCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        cluster = TestCluster.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        kafka.close();
    }

    private record Latencies(List<Duration> sorted) {

        Duration percentile(double share) {
            return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
        }

        @Override
        public String toString() {
            return "p50 " + percentile(0.50).toMillis() + " ms, p99 "
                    + percentile(0.99).toMillis() + " ms, max " + percentile(1).toMillis() + " ms over " + sorted.size()
                    + " changes";
        }
    }

    @Test
    void live_is_not_held_up_by_a_saturated_backfill() throws Exception {
        Latencies unaligned = measure("unaligned", new Configuration());
        assertThat(unaligned.percentile(0.99)).isLessThan(NEVER_SO_LONG);
    }

    /** The rival; it takes a minute and says nothing about our code, so that it runs only when asked for. */
    @Test
    @EnabledIfSystemProperty(named = "mixline.measure", matches = "true")
    void aligned_checkpoints_are_measured_beside() throws Exception {
        Configuration aligned = new Configuration();
        aligned.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
        assertThat(measure("aligned", aligned).sorted()).isNotEmpty();
    }

    private static Latencies measure(String name, Configuration flink) throws Exception {
        ExecutorService slow = Executors.newSingleThreadExecutor();
        try (TestTopics topics = TestTopics.create(kafka, name)) {
            topics.sendBackfillAtOnce(backlog());
            ItemEmbeddingJob job = JobsUnderTest.standard(
                    kafka,
                    topics,
                    ScriptedEncoder.named(name, (text, lane) -> encode(text, lane, slow)),
                    Map.of("checkpoint.interval", "1 s"));
            JobID id = cluster.submit(job, flink);
            cluster.awaitInput(id, Lane.BACKFILL, 300);
            Latencies latencies = sendAndReceive(topics, name);
            long waiting = BACKFILL_CHANGES
                    - topics.embeddings().stream()
                            .filter(one -> one.provenance().lane() == Lane.BACKFILL)
                            .count();
            System.out.printf(
                    "lanes, %s checkpoints: LIVE %s; BACKFILL: %d in the encoder, %d not written%n",
                    name, latencies, cluster.sum(id, Lane.BACKFILL, JobMetrics.IN_FLIGHT), waiting);
            assertThat(waiting).isPositive();
            cluster.cancel(id);
            return latencies;
        } finally {
            slow.shutdownNow();
        }
    }

    private static CompletableFuture<EncodedText> encode(String text, Lane lane, ExecutorService slow) {
        return lane == Lane.LIVE
                ? CompletableFuture.supplyAsync(
                        () -> TextHash.encode(text), CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS))
                : CompletableFuture.supplyAsync(
                        () -> {
                            LockSupport.parkNanos(BACKFILL_ENCODE.toNanos());
                            return TextHash.encode(text);
                        },
                        slow);
    }

    private static SourceRecord[] backlog() {
        SourceRecord[] backlog = new SourceRecord[BACKFILL_CHANGES];
        for (int i = 0; i < BACKFILL_CHANGES; i++) {
            backlog[i] = Postings.backfill(Postings.put("old-" + i, 1, "a posting of long ago " + i));
        }
        return backlog;
    }

    /** One thread sends at its pace and looks at the topic in between. */
    private static Latencies sendAndReceive(TestTopics topics, String name) throws Exception {
        ItemEmbeddingCodec codec = new ItemEmbeddingCodec();
        List<Duration> latencies = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            String topic = "item-embeddings-" + name;
            List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            Instant next = Instant.now();
            int sent = 0;
            while (latencies.size() < LIVE_CHANGES) {
                if (sent < LIVE_CHANGES && !Instant.now().isBefore(next)) {
                    topics.sendLiveAtOnce(Postings.put("new-" + sent, 1, "a posting of now " + sent, Instant.now()));
                    sent++;
                    next = next.plus(BETWEEN_LIVE_CHANGES);
                }
                consumer.poll(Duration.ofMillis(1)).forEach(record -> {
                    if (EpochStart.isKey(record.key())) {
                        return;
                    }
                    ItemEmbedding embedding = codec.decode(record.value());
                    if (embedding.provenance().lane() == Lane.LIVE) {
                        latencies.add(Duration.between(embedding.provenance().changedAt(), Instant.now()));
                    }
                });
            }
        }
        return new Latencies(latencies.stream().sorted().toList());
    }
}
