package io.mixline.jobs;

import static io.mixline.jobs.Postings.delete;
import static io.mixline.jobs.Postings.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.jobs.PoisonedRuntime.Run;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourceRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An encoder that is away for a while, and one that cannot take a text of a batch. */
class EncoderFailuresIT {

    private static final int ITEMS = 20;

    /**
     * With the back-offs that a job has unless told otherwise, 40 calls in a row take 73 s: eight times 3 s between the
     * five attempts, and 1 s, then 1.5 times as long each, before the job is started again. Here they are short.
     */
    private static final int FAILING_CALLS = 40;

    private static final int ATTEMPTS = 5;
    private static final int BATCH = 64;
    private static final int SPLITS = 6; // log2 of the batch

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

    @Test
    void an_encoder_that_is_away_for_a_minute_costs_few_restarts_and_no_item() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ScriptedEncoder encoder = ScriptedEncoder.named(
                "away",
                (text, lane) -> calls.incrementAndGet() <= FAILING_CALLS
                        ? CompletableFuture.failedFuture(ScriptedEncoder.retryable())
                        : CompletableFuture.completedFuture(TextHash.encode(text)));
        try (TestTopics topics = TestTopics.create(kafka, "away")) {
            JobID job = cluster.submit(JobsUnderTest.standard(
                    kafka,
                    topics,
                    encoder,
                    // One at a time, so that each start of the job spends its attempts on one item.
                    Map.of("job.parallelism", "1", "encode.capacity", "1", "encode.attempts", "" + ATTEMPTS)));
            topics.sendLive(items());
            topics.sendLive(delete("item-0", 2));
            cluster.awaitEnded(job, ITEMS + 1);

            assertThat(cluster.ended(job, Lane.LIVE, ItemOutcome.EMBEDDED)).isEqualTo(ITEMS);
            assertThat(topics.embeddings()).hasSize(ITEMS + 1);
            assertThat(topics.embeddings())
                    .filteredOn(one -> !one.isTombstone())
                    .extracting(ItemEmbedding::text)
                    .doesNotContainNull()
                    .hasSize(ITEMS);
            assertThat(topics.deadLetters()).isEmpty();
            assertThat(cluster.restarts(job)).isBetween(1L, (long) FAILING_CALLS / ATTEMPTS);
            cluster.cancel(job);
        }
    }

    @Test
    void one_bad_text_of_a_batch_is_found_in_few_runs_and_the_others_are_embedded() throws Exception {
        PoisonedRuntime encoder = PoisonedRuntime.open("poisoned", directory.resolve("poisoned"), BATCH);
        try (TestTopics topics = TestTopics.create(kafka, "poisoned")) {
            int probes = encoder.tokenizedTexts();
            JobID job = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder, Map.of("job.parallelism", "1")));
            encoder.shutGate();
            topics.sendLive(put("first", 1, "keeps the device busy"));
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> encoder.tokenizedTexts() == probes + 1);
            topics.sendLive(batch());
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> encoder.tokenizedTexts() == probes + 1 + BATCH);
            encoder.openGate();
            cluster.awaitEnded(job, BATCH + 1);

            assertThat(cluster.ended(job, Lane.LIVE, ItemOutcome.EMBEDDED)).isEqualTo(BATCH);
            assertThat(topics.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.reason().kind()).isEqualTo(DeadLetterKind.ENCODE_FAILED);
                assertThat(String.valueOf(letter.itemId())).isEqualTo("item-37");
            });
            assertFoundByHalving(encoder.runs());
            cluster.cancel(job);
        } finally {
            encoder.close();
        }
    }

    /** Nearly all of the batch in one run: the last text may come to the packer a moment after its siblings. */
    private static void assertFoundByHalving(List<Run> runs) {
        int first = runs.indexOf(runs.stream().filter(Run::poisoned).findFirst().orElseThrow());
        List<Run> search = runs.subList(first, runs.size());
        assertThat(search.get(0).windows()).isBetween(BATCH / 2 + 1, BATCH);
        assertThat(search)
                .filteredOn(run -> run.poisoned() && run.windows() > 1)
                .hasSizeBetween(1, SPLITS);
        int alone = 1 + 1; // once, and once more because the device works
        int probes = 2;
        int notInTheFirstRun = 1;
        assertThat(search).hasSizeLessThanOrEqualTo(2 * SPLITS + alone + probes + notInTheFirstRun);
    }

    private static SourceRecord[] items() {
        List<SourceRecord> items = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            items.add(put("item-" + i, 1, "text " + i));
        }
        return items.toArray(SourceRecord[]::new);
    }

    private static SourceRecord[] batch() {
        List<SourceRecord> items = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            items.add(put("item-" + i, 1, (i == 37 ? "poison " : "text ") + i));
        }
        return items.toArray(SourceRecord[]::new);
    }
}
