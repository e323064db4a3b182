package io.mixline.jobs;

import static io.mixline.jobs.Postings.backfill;
import static io.mixline.jobs.Postings.delete;
import static io.mixline.jobs.Postings.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourceRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promise 3 under fire: however often a job falls back to a checkpoint, its topic ends as if nothing had happened. */
class RestartIT {

    private static final int ITEMS = 40;
    private static final int CHANGES = 600;
    private static final int RESTARTS = 4;
    private static final List<String> TEXTS = List.of("x", "y", "z");

    /** Alone in one lane, an item's last record is the same in every run; in both, only its text and deletion are. */
    private static final String LIVE_ONLY = "live-";

    private static final String BACKFILL_ONLY = "backfill-";
    private static final String BOTH = "both-";

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init") // set by start
    static EmbeddedKafka kafka;

    @SuppressWarnings("NullAway.Init") // set by start
    static TestCluster cluster;

    /** The encoder fails for good on its next text when told to, which takes the job back to its last checkpoint. */
    private final AtomicBoolean failNext = new AtomicBoolean();

    private record History(List<SourceRecord> live, List<SourceRecord> backfill, Map<String, Expected> newest) {}

    private record Expected(ItemOrder order, String text) {}

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

    @ParameterizedTest
    @EnumSource(TestStateBackend.class)
    void a_job_restarted_again_and_again_ends_like_an_undisturbed_one(TestStateBackend backend) throws Exception {
        History history = history();
        Map<String, ItemEmbedding> calm = calmRun(history, "calm-before-disturbed-" + backend);
        String name = "disturbed-" + backend;
        try (TestTopics topics = TestTopics.create(kafka, name)) {
            JobID job = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder(name)), backend.settings());
            for (int part = 0; part < RESTARTS; part++) {
                sendPart(history, topics, 2 * part);
                cluster.checkpoint(job);
                failNext.set(true);
                sendPart(history, topics, 2 * part + 1);
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !failNext.get());
                topics.awaitEpoch(part + 2);
                cluster.awaitRunning(job);
            }
            assertEndsLike(calm, history, topics, job);
            cluster.cancel(job);
        }
    }

    @Test
    void a_job_whose_machine_dies_ends_like_an_undisturbed_one() throws Exception {
        History history = history();
        Map<String, ItemEmbedding> calm = calmRun(history, "calm-before-killed");
        try (TestTopics topics = TestTopics.create(kafka, "killed")) {
            JobID job = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder("killed")));
            for (int part = 0; part < RESTARTS; part++) {
                sendPart(history, topics, 2 * part);
                cluster.checkpoint(job);
                sendPart(history, topics, 2 * part + 1);
                cluster.killTaskManager();
                topics.awaitEpoch(part + 2); // until then the counts of the dead are shown
                cluster.awaitRunning(job);
            }
            assertEndsLike(calm, history, topics, job);
            cluster.cancel(job);
        }
    }

    @Test
    void a_job_started_from_savepoints_at_another_parallelism_and_backend_ends_like_an_undisturbed_one()
            throws Exception {
        History history = history();
        Map<String, ItemEmbedding> calm = calmRun(history, "calm-before-rescaled");
        try (TestTopics topics = TestTopics.create(kafka, "rescaled")) {
            ScriptedEncoder encoder = encoder("rescaled");
            TestStateBackend backend = TestStateBackend.HEAP;
            JobID job = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder), backend.settings());
            for (int part = 0; part < RESTARTS; part++) {
                sendPart(history, topics, 2 * part);
                cluster.checkpoint(job); // as soon as all tasks run
                String savepoint = cluster.stopWithSavepoint(job);
                backend = backend.other();
                job = cluster.submitFrom(
                        savepoint,
                        JobsUnderTest.standard(
                                kafka, topics, encoder, Map.of("job.parallelism", part % 2 == 0 ? "1" : "2")),
                        backend.settings());
                sendPart(history, topics, 2 * part + 1);
            }
            assertEndsLike(calm, history, topics, job);
            assertThat(topics.embeddings())
                    .extracting(one -> one.provenance().writerEpoch())
                    .contains(1L + RESTARTS);
            cluster.cancel(job);
        }
    }

    @Test
    void a_savepoint_fits_no_other_max_parallelism() throws Exception {
        try (TestTopics topics = TestTopics.create(kafka, "max-parallelism")) {
            ScriptedEncoder encoder = encoder("max-parallelism");
            JobID job = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder));
            topics.sendLive(put("a", 1, "x"));
            cluster.awaitEnded(job, 1);
            String savepoint = cluster.stopWithSavepoint(job);

            JobID other = cluster.submitFrom(
                    savepoint, JobsUnderTest.standard(kafka, topics, encoder, Map.of("job.max-parallelism", "16")));

            assertThat(cluster.awaitRefusal(other)).contains("max parallelism 8", "16");
        }
    }

    private Map<String, ItemEmbedding> calmRun(History history, String name) throws Exception {
        try (TestTopics topics = TestTopics.create(kafka, name)) {
            topics.sendLive(history.live().toArray(SourceRecord[]::new));
            topics.sendBackfill(history.backfill().toArray(SourceRecord[]::new));
            JobID job = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder(name)));
            cluster.awaitEnded(job, CHANGES);
            cluster.checkpoint(job); // what has ended may still be on its way to the topic
            Map<String, ItemEmbedding> last = topics.lastEmbeddings();
            cluster.cancel(job);
            return last;
        }
    }

    private void assertEndsLike(Map<String, ItemEmbedding> calm, History history, TestTopics topics, JobID job) {
        cluster.awaitEnded(
                job, CHANGES + topics.backfillRecords() - history.backfill().size());
        cluster.checkpoint(job);
        Map<String, ItemEmbedding> last = topics.lastEmbeddings();
        assertThat(last.keySet()).isEqualTo(calm.keySet());
        last.forEach((id, embedding) -> {
            if (!id.startsWith(BOTH)) {
                assertThat(withoutRun(embedding)).isEqualTo(withoutRun(calm.get(id)));
            }
        });
        history.newest().forEach((id, expected) -> {
            ItemEmbedding embedding = last.get(id);
            assertThat(embedding).isNotNull();
            if (expected.order().isDelete()) {
                assertThat(embedding.order()).isEqualTo(expected.order());
            } else {
                assertThat(embedding.text()).isEqualTo(TextHash.encode(expected.text()));
            }
        });
        assertThat(topics.embeddings())
                .extracting(one -> one.provenance().writerEpoch())
                .contains(2L);
    }

    /** Without what differs from run to run. */
    private static List<Object> withoutRun(@Nullable ItemEmbedding embedding) {
        assertThat(embedding).isNotNull();
        return Arrays.asList(
                embedding.itemId(),
                embedding.order(),
                embedding.model(),
                embedding.text(),
                embedding.provenance().lane(),
                embedding.provenance().changedAt());
    }

    private static void sendPart(History history, TestTopics topics, int part) throws Exception {
        topics.sendLive(part(history.live(), part));
        topics.sendBackfill(part(history.backfill(), part));
    }

    private static SourceRecord[] part(List<SourceRecord> records, int part) {
        int size = records.size() / (2 * RESTARTS);
        int end = part == 2 * RESTARTS - 1 ? records.size() : (part + 1) * size;
        return records.subList(part * size, end).toArray(SourceRecord[]::new);
    }

    /** Puts and deletes in no good order; one text a version, as an honest source has it. */
    private History history() {
        Random seeded = new Random(7);
        List<SourceRecord> live = new ArrayList<>();
        List<SourceRecord> backfill = new ArrayList<>();
        Map<String, Expected> newest = new TreeMap<>();
        for (int i = 0; i < CHANGES; i++) {
            String kind = List.of(LIVE_ONLY, BACKFILL_ONLY, BOTH).get(seeded.nextInt(3));
            String id = kind + seeded.nextInt(ITEMS / 3);
            long version = seeded.nextInt(30);
            boolean deleted = (id + version).hashCode() % 5 == 0;
            String text = TEXTS.get(Math.floorMod((id + version).hashCode(), TEXTS.size()));
            SourceRecord record = deleted ? delete(id, version) : put(id, version, text);
            boolean toBackfill = kind.equals(BACKFILL_ONLY) || (kind.equals(BOTH) && seeded.nextBoolean());
            if (toBackfill) {
                backfill.add(backfill(record));
            } else {
                live.add(record);
            }
            ItemOrder order = deleted ? ItemOrder.delete(version) : ItemOrder.upsert(version);
            newest.merge(
                    id,
                    new Expected(order, text),
                    (one, other) -> other.order().isNewerThan(one.order()) ? other : one);
        }
        return new History(live, backfill, newest);
    }

    private ScriptedEncoder encoder(String name) {
        return ScriptedEncoder.named(name, (text, lane) -> {
            if (failNext.compareAndSet(true, false)) {
                return CompletableFuture.failedFuture(ScriptedEncoder.fatal());
            }
            long delayMicros = lane == Lane.LIVE ? 200 : 2000;
            return CompletableFuture.supplyAsync(
                    () -> TextHash.encode(text), CompletableFuture.delayedExecutor(delayMicros, TimeUnit.MICROSECONDS));
        });
    }
}
