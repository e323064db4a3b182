package io.mixline.jobs;

import static io.mixline.jobs.Postings.backfill;
import static io.mixline.jobs.Postings.delete;
import static io.mixline.jobs.Postings.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.jobs.writer.StartRefusedException;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A job whose state is lost goes on from one that was built out of its topic. */
class StateSeedIT {

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init") // set by start
    static EmbeddedKafka kafka;

    @SuppressWarnings("NullAway.Init") // set by start
    static TestCluster cluster;

    private final List<String> encoded = new CopyOnWriteArrayList<>();

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
    void a_job_that_lost_its_state_goes_on_from_its_topic_and_encodes_nothing_twice(TestStateBackend backend)
            throws Exception {
        String name = "seeded-" + backend;
        try (TestTopics topics = TestTopics.create(kafka, name)) {
            ScriptedEncoder encoder = recording(name);
            topics.sendLive(
                    put("a", 1, "x"), put("a", 2, "y"), put("gone", 4, "x"), delete("gone", 5), put("b", 1, "z"));
            topics.sendBackfill(backfill(put("old", 7, "o")));
            JobID lost = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder));
            cluster.awaitEnded(lost, 6);
            cluster.cancel(lost);
            List<ItemEmbedding> before = topics.embeddings();
            JobID forgotten = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder));
            assertThat(cluster.awaitRefusal(forgotten)).contains("mixline job seed");
            encoded.clear();

            String seed = seed(topics, encoder, name);
            topics.sendLive(put("a", 3, "y"), put("gone", 4, "late"), put("b", 2, "new"), put("c", 1, "first"));
            JobID seeded = cluster.submitFrom(seed, JobsUnderTest.standard(kafka, topics, encoder), backend.settings());
            cluster.awaitEnded(seeded, 10);

            assertThat(encoded).containsExactlyInAnyOrder("new", "first");
            assertThat(cluster.ended(seeded, Lane.LIVE, ItemOutcome.UNCHANGED)).isEqualTo(1);
            assertThat(cluster.ended(seeded, Lane.LIVE, ItemOutcome.SUPERSEDED)).isEqualTo(6);
            assertThat(cluster.ended(seeded, Lane.BACKFILL, ItemOutcome.SUPERSEDED))
                    .isEqualTo(1);
            assertThat(topics.embeddings()).containsAll(before).hasSize(before.size() + 2);
            assertThat(topics.lastEmbeddings().get("gone"))
                    .extracting(ItemEmbedding::order)
                    .isEqualTo(ItemOrder.delete(5));
            cluster.cancel(seeded);
        }
    }

    @Test
    void behind_a_replaced_runs_record_an_item_is_written_again_and_in_a_newer_epoch() throws Exception {
        try (TestTopics topics = TestTopics.create(kafka, "seeded-replaced")) {
            ScriptedEncoder encoder = recording("seeded-replaced");
            JobID first = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder));
            topics.sendLive(put("a", 1, "x"), put("b", 1, "z"));
            cluster.awaitEnded(first, 2);
            JobID second = cluster.submitFrom(
                    cluster.stopWithSavepoint(first), JobsUnderTest.standard(kafka, topics, encoder));
            topics.awaitEpoch(2);
            cluster.awaitRunning(second);
            cluster.cancel(second);
            topics.appendEmbedding(written("a", 9, 1));

            encoded.clear();
            String seed = seed(topics, encoder, "seeded-replaced");
            topics.forgetClaims(); // the state alone says which epochs were
            topics.sendLive(put("a", 2, "y"));
            JobID seeded = cluster.submitFrom(seed, JobsUnderTest.standard(kafka, topics, encoder));
            cluster.awaitEnded(seeded, 3);

            assertThat(encoded).containsExactlyInAnyOrder("x", "y");
            assertThat(cluster.ended(seeded, Lane.LIVE, ItemOutcome.EMBEDDED)).isEqualTo(2);
            ItemEmbedding last = topics.lastEmbeddings().get("a");
            assertThat(last).isNotNull();
            assertThat(last.order()).isEqualTo(ItemOrder.upsert(2));
            assertThat(last.provenance().writerEpoch()).isEqualTo(3);
            cluster.cancel(seeded);
        }
    }

    @Test
    void there_must_be_something_to_build_a_state_of_and_a_place_for_it() throws Exception {
        try (TestTopics topics = TestTopics.create(kafka, "seed-of-nothing")) {
            ScriptedEncoder encoder = recording("seed-of-nothing");
            assertThatThrownBy(() -> seed(topics, encoder, "seed-of-nothing"))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("topic item-embeddings-seed-of-nothing: no embedding in it");
            assertThatThrownBy(() -> seed(topics, recording("no-such-model"), "seed-of-nothing"))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("topic item-embeddings-no-such-model: absent");
            Files.createDirectories(directory.resolve("seeds/mine/kept"));
            assertThatThrownBy(() -> seed(topics, encoder, "mine"))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("(expected: an empty or a new one)");
        }
    }

    @Test
    void another_model_than_the_bundles_is_refused() throws Exception {
        try (TestTopics topics = TestTopics.create(kafka, "seed-of-others")) {
            ScriptedEncoder encoder = recording("seed-of-others");
            topics.appendEmbedding(ofAnotherModel(written("a", 1, 1)));

            JobID seed = cluster.submitSeed(
                    StateSeed.onKafka(encoder, JobsUnderTest.config(kafka, topics, Map.of())), uri("seed-of-others"));

            assertThat(cluster.awaitRefusal(seed))
                    .contains("item-embeddings-seed-of-others-", "space another", "the model of the bundle");
        }
    }

    private static String seed(TestTopics topics, ScriptedEncoder encoder, String name) throws Exception {
        StateSeed seed = StateSeed.onKafka(encoder, JobsUnderTest.config(kafka, topics, Map.of()))
                .inPartsOf(2);
        JobID job = cluster.submitSeed(seed, uri(name));
        cluster.awaitFinished(job);
        return uri(name);
    }

    private static String uri(String name) {
        return directory.resolve("seeds").resolve(name).toUri().toString();
    }

    private static ItemEmbedding written(String id, long version, long writerEpoch) {
        Provenance provenance = new Provenance(
                Lane.LIVE,
                writerEpoch,
                Postings.CHANGED_AT,
                Postings.CHANGED_AT,
                new SourcePosition("job-postings", 0, 0));
        return new ItemEmbedding(
                new ItemId(id), ItemOrder.upsert(version), ScriptedEncoder.MODEL, TextHash.encode("w"), provenance);
    }

    private static ItemEmbedding ofAnotherModel(ItemEmbedding embedding) {
        EmbeddingModel other = new EmbeddingModel(
                new EmbeddingSpace("another"), ModelFingerprint.fromHex("ffffffffffffffffffffffffffffffff"));
        return new ItemEmbedding(
                embedding.itemId(), embedding.order(), other, embedding.text(), embedding.provenance());
    }

    private ScriptedEncoder recording(String name) {
        return ScriptedEncoder.named(name, (text, lane) -> {
            encoded.add(text);
            return CompletableFuture.completedFuture(TextHash.encode(text));
        });
    }
}
