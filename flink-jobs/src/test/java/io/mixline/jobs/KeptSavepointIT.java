package io.mixline.jobs;

import static io.mixline.jobs.Postings.backfill;
import static io.mixline.jobs.Postings.delete;
import static io.mixline.jobs.Postings.put;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.kafka.KafkaEdge;
import io.mixline.jobs.outcome.JobMetrics;
import io.mixline.jobs.writer.WriterTopics;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.JobID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A savepoint of the first release, kept as text, restores in every later build: serializers, uids and names of states
 * still fit. It was made by {@code -Dmixline.savepoint=write}, which a later release does only to add a version beside
 * it. (Wait three minutes before it is restored: what it holds back is due then.)
 */
class KeptSavepointIT {

    private static final String KEPT = "/savepoints/v1/metadata.gz.base64";
    private static final String NAME = "kept";
    private static final int KEPT_INPUTS = 8;

    /** What the source topic holds up to the kept positions. */
    private static final SourceRecord[] BEFORE = {
        put("live", 1, "x"),
        put("gone", 1, "x"),
        delete("gone", 2),
        put("unsettled", 1, "x"),
        put("unsettled", 2, ""),
        put("held", 1, "h1"),
        put("held", 2, "h2")
    };

    private static final SourceRecord IN_THE_ENCODER = put("in-flight", 1, "never");
    private static final ItemEmbedding PENDING = new ItemEmbedding(
            new ItemId("pending"),
            ItemOrder.upsert(1),
            ScriptedEncoder.MODEL,
            TextHash.encode("p"),
            new Provenance(
                    Lane.LIVE, 1, Postings.CHANGED_AT, Postings.CHANGED_AT, new SourcePosition("job-postings", 0, 0)));

    @TempDir
    Path directory;

    private final List<String> encoded = new CopyOnWriteArrayList<>();

    @Test
    @EnabledIfSystemProperty(named = "mixline.savepoint", matches = "write")
    void is_written_on_demand() throws Exception {
        ScriptedEncoder encoder = ScriptedEncoder.named(
                NAME,
                (text, lane) -> text.equals("never")
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedFuture(TextHash.encode(text)));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                TestCluster cluster = TestCluster.start(directory);
                TestTopics topics = TestTopics.create(kafka, NAME)) {
            Map<String, String> holding = Map.of("job.parallelism", "1", "gate.min-interval", "3 min");
            JobID first = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder, holding));
            topics.sendLive(BEFORE);
            cluster.awaitEnded(first, BEFORE.length);
            String savepoint = cluster.stopWithSavepoint(first);
            topics.appendEmbedding(PENDING);
            JobID second = cluster.submitFrom(savepoint, JobsUnderTest.standard(kafka, topics, encoder, holding));
            topics.sendLive(IN_THE_ENCODER);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> cluster.sum(second, Lane.LIVE, JobMetrics.IN_FLIGHT) == 1);
            cluster.checkpoint(second); // as soon as all tasks run
            assertThat(cluster.sum(second, Lane.LIVE, JobMetrics.HELD)).isEqualTo(1);
            write(Path.of(URI.create(cluster.cancelWithSavepoint(second))));
        }
    }

    @ParameterizedTest
    @EnumSource(TestStateBackend.class)
    void a_savepoint_of_the_first_release_still_says_what_it_said(TestStateBackend backend) throws Exception {
        ScriptedEncoder encoder = ScriptedEncoder.named(NAME, (text, lane) -> {
            encoded.add(text);
            return CompletableFuture.completedFuture(TextHash.encode(text));
        });
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                TestCluster cluster = TestCluster.start(directory);
                TestTopics topics = TestTopics.create(kafka, NAME)) {
            topics.sendLive(BEFORE);
            topics.sendLive(IN_THE_ENCODER);

            JobID job = cluster.submitFrom(unpacked(), onAnotherBroker(kafka, topics, encoder), backend.settings());
            cluster.awaitEnded(job, KEPT_INPUTS);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> cluster.sum(job, Lane.LIVE, JobMetrics.HELD) == 0);
            topics.sendLive(put("live", 2, "x"), put("gone", 1, "late"), put("pending", 1, "p"));
            topics.sendBackfill(backfill(put("gone", 1, "late")), backfill(put("unsettled", 2, "u")));
            cluster.awaitEnded(job, KEPT_INPUTS + 5);

            assertThat(encoded).contains("never", "h2", "u").doesNotContain("x", "h1");
            assertThat(topics.embeddings())
                    .extracting(one -> one.itemId() + " " + one.order())
                    .containsExactlyInAnyOrder("in-flight 1", "held 2", "unsettled 2");
            assertThat(topics.embeddings())
                    .extracting(ItemEmbedding::writerEpoch)
                    .containsOnly(3L);
            assertThat(cluster.ended(job, Lane.LIVE, ItemOutcome.EMBEDDED)).isEqualTo(4 + 2);
            assertThat(cluster.ended(job, Lane.LIVE, ItemOutcome.DELETED)).isEqualTo(1);
            assertThat(cluster.ended(job, Lane.LIVE, ItemOutcome.DEAD_LETTER)).isEqualTo(1);
            assertThat(cluster.ended(job, Lane.LIVE, ItemOutcome.UNCHANGED)).isEqualTo(1);
            assertThat(cluster.ended(job, Lane.LIVE, ItemOutcome.SUPERSEDED)).isEqualTo(2);
            assertThat(cluster.ended(job, Lane.BACKFILL, ItemOutcome.SUPERSEDED))
                    .isEqualTo(1);
            assertThat(cluster.ended(job, Lane.BACKFILL, ItemOutcome.EMBEDDED)).isEqualTo(1);
            cluster.cancel(job);
        }
    }

    /** The topics were made again, which a job refuses; here that is no mistake. */
    private static ItemEmbeddingJob onAnotherBroker(EmbeddedKafka kafka, TestTopics topics, ScriptedEncoder encoder) {
        ItemEmbeddingJobConfig config = JobsUnderTest.config(kafka, topics, Map.of("job.parallelism", "1"));
        KafkaEdge edge = new KafkaEdge(config, encoder.modelVersion());
        JobSteps steps = JobSteps.standard(encoder, config.limits());
        WriterTopics there = edge.writerTopics(steps.clock());
        WriterTopics writer = new WriterTopics(new TopicMadeAgain(there.embeddings()), there.claims(), there.clock());
        return new ItemEmbeddingJob(
                new JobSources(edge.source(Lane.LIVE), edge.source(Lane.BACKFILL)),
                new JobSinks(edge.embeddings(), writer, edge.deadLetters(), edge.returned()),
                steps,
                config);
    }

    private static void write(Path savepoint) throws IOException {
        try (Stream<Path> files = Files.list(savepoint)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("_metadata");
        }
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(Files.readAllBytes(savepoint.resolve("_metadata")));
        }
        Path kept = Path.of("src/test/resources" + KEPT);
        Files.createDirectories(kept.resolveSibling("."));
        Files.writeString(
                kept, Base64.getMimeEncoder(120, new byte[] {'\n'}).encodeToString(zipped.toByteArray()) + "\n");
    }

    private String unpacked() throws IOException {
        Path savepoint = Files.createDirectories(directory.resolve("unpacked"));
        try (InputStream text = requireNonNull(KeptSavepointIT.class.getResourceAsStream(KEPT));
                InputStream metadata = new GZIPInputStream(
                        new ByteArrayInputStream(Base64.getMimeDecoder().decode(text.readAllBytes())))) {
            Files.write(savepoint.resolve("_metadata"), metadata.readAllBytes());
        }
        return savepoint.toUri().toString();
    }
}
