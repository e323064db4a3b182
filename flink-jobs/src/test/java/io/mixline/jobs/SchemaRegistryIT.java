package io.mixline.jobs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.jobs.outcome.JobMetrics;
import io.mixline.registry.RegistryServer;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelVersion;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.DeadLetterCodec;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import io.mixline.schemas.codec.Framing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A source in Confluent's wire format, and topics of ours in it, against a registry over HTTP. */
class SchemaRegistryIT {

    private static final Schema RELEASED = released();

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init") // set by start
    static EmbeddedKafka kafka;

    @SuppressWarnings("NullAway.Init") // set by start
    static TestCluster cluster;

    private String name = "";

    @SuppressWarnings("NullAway.Init") // set by startJob
    private RegistryServer registry;

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
        registry = RegistryServer.start();
        topics = TestTopics.create(kafka, name);
        job = cluster.submit(JobsUnderTest.standard(
                kafka,
                topics,
                ScriptedEncoder.named(name),
                Map.of(
                        "registry.url", registry.url(),
                        "registry.attempts", "2",
                        "registry.first-backoff", "10 ms",
                        "registry.subjects", "TOPIC_RECORD_NAME",
                        "framing.confluent", "EMBEDDINGS, DEAD_LETTERS")));
    }

    @AfterEach
    void stopJob() throws Exception {
        cluster.cancel(job);
        topics.close();
        registry.close();
    }

    @Test
    void postings_with_a_schema_id_become_embeddings_with_one() throws Exception {
        int first = registry.register("postings-value", RELEASED.toString());
        int evolved = registry.register("postings-value", evolved().toString());
        topics.sendLive(
                posting(first, RELEASED, "a", "Nurse"),
                posting(evolved, evolved(), "b", "Cook"),
                Postings.put("c", 1, "a single object beside them"),
                record("d", new byte[] {0, 0, 0, 77, 77, 1, 2, 3}));
        cluster.awaitEnded(job, 4);

        Map<String, ItemEmbedding> embeddings = embeddings();
        assertThat(embeddings).containsOnlyKeys("a", "b", "c");
        assertThat(requireNonNull(embeddings.get("b")).order()).isEqualTo(ItemOrder.upsert(1));
        assertThat(requireNonNull(embeddings.get("b")).text()).isEqualTo(TextHash.encode("Cook"));
        assertThat(topics.embeddingsRecords())
                .allSatisfy(record -> assertThat(record.value()).startsWith(0));
        assertThat(deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason().kind()).isEqualTo(DeadLetterKind.UNKNOWN_SCHEMA));
        assertThat(registry.subjects())
                .contains(
                        new ModelVersion(name).embeddingsTopic() + "-io.mixline.schemas.avro.ItemEmbedding",
                        new ModelVersion(name).embeddingsTopic() + "-io.mixline.schemas.avro.EpochStart",
                        name + "-dead-letters-io.mixline.schemas.avro.DeadLetter");
    }

    @Test
    void a_registry_that_is_away_holds_the_job_up_and_makes_no_dead_letter() throws Exception {
        int id = registry.register("postings-value", RELEASED.toString());
        cluster.awaitRunning(job);
        topics.sendLive(posting(id, RELEASED, "a", "Nurse"));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> embeddings().containsKey("a"));
        int evolved = registry.register("postings-value", evolved().toString());
        registry.failNext(7, 503);
        topics.sendLive(posting(evolved, evolved(), "b", "Cook"));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> embeddings().keySet().size() == 2);

        assertThat(cluster.awaitFailure(job)).contains("503, told to fail");
        assertThat(deadLetters()).isEmpty();
        cluster.awaitEnded(job, 2);
        // A run that began anew knew from the framed topic what was written before.
        assertThat(topics.embeddingsRecords())
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .containsOnlyOnce("a", "b");
        assertThat(cluster.ended(job, Lane.LIVE, ItemOutcome.DEAD_LETTER)).isZero();
        assertThat(cluster.sum(job, Lane.LIVE, JobMetrics.IN_FLIGHT)).isZero();
    }

    private Map<String, ItemEmbedding> embeddings() {
        EmbeddingsRecordCodec codec = new EmbeddingsRecordCodec(reading());
        Map<String, ItemEmbedding> last = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : topics.embeddingsRecords()) {
            if (codec.decode(record.key(), record.value()) instanceof ItemEmbedding embedding) {
                last.put(embedding.itemId().value(), embedding);
            }
        }
        return last;
    }

    private List<DeadLetter> deadLetters() {
        DeadLetterCodec codec = new DeadLetterCodec(reading());
        List<DeadLetter> letters = new ArrayList<>();
        topics.deadLetterRecords().forEach(record -> letters.add(codec.decode(record.value())));
        return letters;
    }

    private Framing reading() {
        return JobsUnderTest.config(kafka, topics, Map.of("registry.url", registry.url()))
                .topics()
                .framing()
                .reading();
    }

    /** As a publisher goes on: with another field in front. */
    private static Schema evolved() {
        return new Schema.Parser()
                .parse(RELEASED.toString()
                        .replaceFirst(
                                "\"fields\":\\[",
                                "\"fields\":[{\"name\":\"tenant\",\"type\":\"string\",\"default\":\"\"},"));
    }

    private static SourceRecord posting(int id, Schema schema, String item, String title) {
        Schema contentSchema = schema.getField("content").schema().getTypes().get(1);
        GenericRecord content = new GenericRecordBuilder(contentSchema)
                .set("title", title)
                .set("company", "")
                .set("location", "")
                .set("description", "")
                .set("skills", List.of())
                .set("attributes", Map.of())
                .build();
        GenericRecordBuilder change = new GenericRecordBuilder(schema)
                .set("jobId", item)
                .set("version", 1L)
                .set("op", new GenericData.EnumSymbol(schema.getField("op").schema(), "UPSERT"))
                .set("changedAt", 0L)
                .set("content", content);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(schema).write(change.build(), encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return record(item, out.toByteArray());
    }

    private static SourceRecord record(String key, byte[] value) {
        return new SourceRecord(
                key.getBytes(StandardCharsets.UTF_8), value, new SourcePosition("t", 0, 0), Instant.EPOCH);
    }

    private static Schema released() {
        String resource = "/io/mixline/schemas/released/JobPostingChange-v1.avsc";
        try (InputStream in = SchemaRegistryIT.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(requireNonNull(in, resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
