package io.mixline.jobs;

import static io.mixline.jobs.Postings.backfill;
import static io.mixline.jobs.Postings.broken;
import static io.mixline.jobs.Postings.delete;
import static io.mixline.jobs.Postings.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.jobs.outcome.JobMetrics;
import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourceRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** From topic to topic: each case that gate and fence were made for. */
class ItemEmbeddingJobIT {

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init") // set by start
    static EmbeddedKafka kafka;

    @SuppressWarnings("NullAway.Init") // set by start
    static TestCluster cluster;

    private final AtomicInteger encodes = new AtomicInteger();
    private ScriptedEncoder.Script script = (text, lane) -> CompletableFuture.completedFuture(TextHash.encode(text));

    private String name = "";

    @SuppressWarnings("NullAway.Init") // set by startJob
    private TestTopics topics;

    @SuppressWarnings("NullAway.Init") // set by startJob
    private JobID job;

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

    @BeforeEach
    void startJob(TestInfo test) throws Exception {
        name = test.getTestMethod().orElseThrow().getName();
        topics = TestTopics.create(kafka, name);
        job = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder()));
    }

    @AfterEach
    void stopJob() throws Exception {
        assertThat(cluster.isQuiet(job)).isTrue();
        assertThat(cluster.sum(job, Lane.LIVE, JobMetrics.IN_FLIGHT)).isZero();
        cluster.cancel(job);
        topics.close();
    }

    private ScriptedEncoder encoder() {
        return ScriptedEncoder.named(name, (text, lane) -> {
            encodes.incrementAndGet();
            return script.encode(text, lane);
        });
    }

    @Test
    void versions_out_of_order_in_one_batch_end_at_the_newest() throws Exception {
        topics.sendLive(put("a", 3, "three"), put("a", 2, "two"), put("a", 1, "one"));
        cluster.awaitEnded(job, 3);

        assertLast("a", ItemOrder.upsert(3), "three");
        assertThat(live(ItemOutcome.SUPERSEDED)).isEqualTo(2);
    }

    @Test
    void versions_out_of_order_in_three_batches_end_at_the_newest() throws Exception {
        liveInTurn(put("a", 3, "three"), put("a", 2, "two"), put("a", 1, "one"));

        assertLast("a", ItemOrder.upsert(3), "three");
        assertThat(topics.embeddings()).hasSize(1);
    }

    @Test
    void a_late_put_does_not_bring_a_deleted_item_back() throws Exception {
        liveInTurn(put("a", 5, "x"), delete("a", 6), put("a", 5, "x"));
        backfillInTurn(3, backfill(put("a", 5, "x")), backfill(put("a", 4, "y")));

        assertLastIsTombstone("a", 6);
        assertThat(live(ItemOutcome.DELETED)).isEqualTo(1);
    }

    @Test
    void a_delete_before_its_put_keeps_the_put_out() throws Exception {
        liveInTurn(delete("a", 6), put("a", 5, "x"));
        backfillInTurn(2, backfill(put("a", 5, "x")));

        assertLastIsTombstone("a", 6);
        assertThat(encodes).hasValue(1); // the backfill's own gate knows nothing of the DELETE, the fence does
    }

    @Test
    void an_unchanged_text_waits_for_tokens_that_are_still_in_the_encoder() throws Exception {
        CompletableFuture<EncodedText> slow = new CompletableFuture<>();
        script = (text, lane) -> slow;
        topics.sendLive(put("a", 1, "x"), put("a", 2, "x"));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> cluster.sum(job, Lane.LIVE, JobMetrics.IN_FLIGHT) == 1 && cluster.input(job) == 2);
        slow.complete(TextHash.encode("x"));
        cluster.awaitEnded(job, 2);

        assertLast("a", ItemOrder.upsert(1), "x");
        assertThat(encodes).hasValue(1);
        assertThat(live(ItemOutcome.UNCHANGED)).isEqualTo(1);
        assertThat(topics.backfillRecords()).isZero();
    }

    @Test
    void an_unchanged_text_is_encoded_again_after_the_encoder_failed_on_it() throws Exception {
        script = (text, lane) -> encodes.get() == 1
                ? CompletableFuture.failedFuture(ScriptedEncoder.badInput())
                : CompletableFuture.completedFuture(TextHash.encode(text));
        liveInTurn(put("a", 1, "x"));
        topics.sendLive(put("a", 2, "x"));
        cluster.awaitEnded(job, 3);

        assertLast("a", ItemOrder.upsert(2), "x");
        assertThat(live(ItemOutcome.DEAD_LETTER)).isEqualTo(1);
        assertThat(live(ItemOutcome.UNCHANGED)).isEqualTo(1);
        assertThat(cluster.sum(job, Lane.LIVE, JobMetrics.RETURNED_MARKS)).isEqualTo(1);
        assertThat(cluster.ended(job, Lane.BACKFILL, ItemOutcome.EMBEDDED)).isEqualTo(1);
    }

    @Test
    void an_unchanged_text_is_encoded_again_after_the_other_lane_replaced_its_tokens() throws Exception {
        liveInTurn(put("a", 1, "x"));
        backfillInTurn(1, backfill(put("a", 2, "y")));
        topics.sendLive(put("a", 3, "x"));
        cluster.awaitEnded(job, 4);

        assertLast("a", ItemOrder.upsert(3), "x");
        assertThat(topics.backfillRecords()).isEqualTo(2);
    }

    @Test
    void an_unchanged_text_keeps_an_older_delete_of_the_other_lane_out() throws Exception {
        liveInTurn(put("a", 1, "x"), put("a", 3, "x"));
        backfillInTurn(2, backfill(delete("a", 2)));

        assertLast("a", ItemOrder.upsert(1), "x");
        assertThat(cluster.ended(job, Lane.BACKFILL, ItemOutcome.SUPERSEDED)).isEqualTo(1);
    }

    @Test
    void the_same_text_after_a_delete_is_encoded_again() throws Exception {
        liveInTurn(put("a", 1, "x"), delete("a", 2), put("a", 3, "x"));

        assertLast("a", ItemOrder.upsert(3), "x");
        assertThat(encodes).hasValue(2);
    }

    @Test
    void another_text_at_an_equal_version_is_a_conflict_and_the_first_stays() throws Exception {
        liveInTurn(put("a", 1, "x"), put("a", 1, "y"));
        backfillInTurn(2, backfill(put("a", 1, "z")));

        assertLast("a", ItemOrder.upsert(1), "x");
        assertThat(live(ItemOutcome.CONFLICT)).isEqualTo(1);
        assertThat(cluster.ended(job, Lane.BACKFILL, ItemOutcome.CONFLICT)).isEqualTo(1);
    }

    @Test
    void a_forced_encode_is_written_at_an_equal_version() throws Exception {
        liveInTurn(put("a", 1, "x"));
        backfillInTurn(1, backfill(put("a", 1, "x"), ChangeOrigin.forcedReencode(), 0));

        assertLast("a", ItemOrder.upsert(1), "x");
        assertThat(topics.embeddings())
                .extracting(one -> one.provenance().lane())
                .containsExactly(Lane.LIVE, Lane.BACKFILL);
    }

    @Test
    void a_demanded_encode_is_written_above_its_version_and_loses_to_the_next() throws Exception {
        liveInTurn(put("a", 1, "x"));
        backfillInTurn(1, backfill(put("a", 1, "x"), ChangeOrigin.backfill(7), 7));
        assertThat(topics.lastEmbeddings().get("a"))
                .extracting(one -> one.order().reencode())
                .isEqualTo(7L);

        topics.sendLive(put("a", 2, "y"));
        cluster.awaitEnded(job, 3);
        assertLast("a", ItemOrder.upsert(2), "y");
    }

    @Test
    void what_cannot_be_handled_becomes_a_dead_letter_with_its_bytes() throws Exception {
        SourceRecord empty = put("b", 1, "");
        script = (text, lane) -> CompletableFuture.failedFuture(ScriptedEncoder.badInput());
        topics.sendLive(broken("a"), empty, put("c", 1, "x"));
        topics.sendBackfill(broken("d"));
        cluster.awaitEnded(job, 4);

        assertThat(topics.deadLetters())
                .extracting(letter -> letter.reason().kind())
                .containsExactlyInAnyOrder(
                        DeadLetterKind.NOT_AVRO,
                        DeadLetterKind.EMPTY_TEXT,
                        DeadLetterKind.ENCODE_FAILED,
                        DeadLetterKind.NOT_AVRO);
        DeadLetter letter = topics.deadLetters().stream()
                .filter(one -> one.reason().kind() == DeadLetterKind.EMPTY_TEXT)
                .findFirst()
                .orElseThrow();
        assertThat(letter.source().value()).isEqualTo(empty.value());
        assertThat(letter.source().key()).isEqualTo(empty.key());
        assertThat(letter.source().position().topic()).isEqualTo(topics.names().source());
        assertThat(topics.embeddings()).isEmpty();
    }

    @Test
    void a_passing_failure_is_tried_again() throws Exception {
        script = (text, lane) -> encodes.get() < 3
                ? CompletableFuture.failedFuture(ScriptedEncoder.retryable())
                : CompletableFuture.completedFuture(TextHash.encode(text));
        liveInTurn(put("a", 1, "x"));

        assertLast("a", ItemOrder.upsert(1), "x");
        assertThat(encodes).hasValue(3);
    }

    @Test
    void a_fatal_failure_restarts_the_job_and_loses_nothing() throws Exception {
        script = (text, lane) -> encodes.get() == 2
                ? CompletableFuture.failedFuture(ScriptedEncoder.fatal())
                : CompletableFuture.completedFuture(TextHash.encode(text));
        topics.sendLive(put("a", 1, "x"), put("b", 1, "y"), put("c", 1, "z"));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> topics.lastEmbeddings().size() == 3);
        cluster.awaitEnded(job, 3);

        assertThat(topics.lastEmbeddings()).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void a_held_change_is_let_go_when_the_input_ends() throws Exception {
        try (TestTopics bounded = TestTopics.create(kafka, name + "-bounded")) {
            bounded.sendLive(put("a", 1, "x"), put("a", 2, "y"), put("a", 3, "z"));
            cluster.awaitFinished(cluster.submit(JobsUnderTest.standard(
                    kafka,
                    bounded,
                    ScriptedEncoder.named(name + "-bounded"),
                    Map.of("source.end", "AT_START", "gate.min-interval", "1 d"))));

            assertThat(bounded.embeddings())
                    .extracting(ItemEmbedding::order)
                    .containsExactly(ItemOrder.upsert(1), ItemOrder.upsert(3));
        }
    }

    @Test
    void a_held_change_is_counted_until_it_is_let_go() throws Exception {
        try (TestTopics paced = TestTopics.create(kafka, name + "-paced")) {
            JobID slow = cluster.submit(JobsUnderTest.standard(
                    kafka, paced, ScriptedEncoder.named(name + "-paced"), Map.of("gate.min-interval", "1 d")));
            paced.sendLive(put("a", 1, "x"), put("a", 2, "y"), put("a", 3, "z"));
            cluster.awaitEnded(slow, 3);

            assertThat(cluster.sum(slow, Lane.LIVE, JobMetrics.HELD)).isEqualTo(1);
            assertThat(cluster.ended(slow)).isEqualTo(2);
            String savepoint = cluster.stopWithSavepoint(slow);
            JobID restored = cluster.submitFrom(
                    savepoint,
                    JobsUnderTest.standard(
                            kafka,
                            paced,
                            ScriptedEncoder.named(name + "-paced"),
                            Map.of("gate.min-interval", "1 d", "job.parallelism", "1")));
            paced.sendLive(delete("a", 4));
            cluster.awaitEnded(restored, 4);

            assertThat(cluster.sum(restored, Lane.LIVE, JobMetrics.HELD)).isZero();
            assertThat(cluster.ended(restored, Lane.LIVE, ItemOutcome.SUPERSEDED))
                    .isEqualTo(2);
            assertThat(cluster.ended(restored, Lane.LIVE, ItemOutcome.DELETED)).isEqualTo(1);
            cluster.cancel(restored);
        }
    }

    private void liveInTurn(SourceRecord... records) throws Exception {
        for (int i = 0; i < records.length; i++) {
            topics.sendLive(records[i]);
            cluster.awaitEnded(job, i + 1);
        }
    }

    private void backfillInTurn(int endedBefore, SourceRecord... records) throws Exception {
        for (int i = 0; i < records.length; i++) {
            topics.sendBackfill(records[i]);
            cluster.awaitEnded(job, endedBefore + i + 1);
        }
    }

    private long live(ItemOutcome outcome) {
        return cluster.ended(job, Lane.LIVE, outcome);
    }

    private void assertLast(String id, ItemOrder order, String text) {
        ItemEmbedding last = topics.lastEmbeddings().get(id);
        assertThat(last).isNotNull();
        assertThat(last.order()).isEqualTo(order);
        assertThat(last.text()).isEqualTo(TextHash.encode(text));
        assertThat(last.model()).isEqualTo(ScriptedEncoder.MODEL);
        assertThat(last.provenance().writerEpoch()).isEqualTo(1);
        assertThat(List.of(Lane.LIVE, Lane.BACKFILL)).contains(last.provenance().lane());
    }

    private void assertLastIsTombstone(String id, long version) {
        ItemEmbedding last = topics.lastEmbeddings().get(id);
        assertThat(last).isNotNull();
        assertThat(last.isTombstone()).isTrue();
        assertThat(last.order()).isEqualTo(ItemOrder.delete(version));
    }
}
