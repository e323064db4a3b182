package io.mixline.jobs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.jobs.HostilePostings.End;
import io.mixline.jobs.HostilePostings.Hostile;
import io.mixline.jobs.encode.ItemEncoderSource;
import io.mixline.jobs.outcome.JobMetrics;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.codec.StoredDeadLetter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes in that nobody meant to send: each record ends as the design says, none is lost, and the job goes on. */
class HostileInputIT {

    private static final String MAX_BYTES = Integer.toString(25 * 1024 * 1024);

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
    void every_text_ends_through_the_real_model() throws Exception {
        assertEachEnds("texts", DefaultBundle.named("texts", directory), HostilePostings.texts());
    }

    @Test
    void every_record_ends() throws Exception {
        assertEachEnds("records", ScriptedEncoder.named("records"), HostilePostings.records());
    }

    private static void assertEachEnds(String name, ItemEncoderSource encoder, List<Hostile> hostile) throws Exception {
        try (TestTopics topics = TestTopics.create(kafka, name)) {
            Map<SourcePosition, Hostile> sent = send(topics.names().source(), hostile);
            JobID job = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder));
            cluster.awaitEnded(job, hostile.size());

            assertThat(cluster.sum(job, Lane.LIVE, JobMetrics.INPUT)).isEqualTo(hostile.size());
            assertThat(cluster.ended(job)).isEqualTo(hostile.size());
            assertThat(cluster.ended(job, Lane.LIVE, ItemOutcome.EMBEDDED)).isEqualTo(count(hostile, false));
            assertThat(cluster.ended(job, Lane.LIVE, ItemOutcome.DEAD_LETTER)).isEqualTo(count(hostile, true));
            assertEmbeddings(sent, topics.embeddings());
            assertDeadLetters(sent, topics.storedDeadLetters());
            cluster.cancel(job);
        }
    }

    private static long count(List<Hostile> hostile, boolean dead) {
        return hostile.stream()
                .filter(one -> (one.end() == End.DEAD_LETTER) == dead)
                .count();
    }

    private static void assertEmbeddings(Map<SourcePosition, Hostile> sent, List<ItemEmbedding> embeddings) {
        Map<SourcePosition, ItemEmbedding> written = embeddings.stream()
                .collect(Collectors.toMap(one -> one.provenance().source(), Function.identity()));
        sent.forEach((position, one) -> {
            if (one.end() == End.DEAD_LETTER) {
                assertThat(written).as(one.name()).doesNotContainKey(position);
            } else {
                assertThat(written).as(one.name()).containsKey(position);
                EncodedText text =
                        requireNonNull(requireNonNull(written.get(position)).text());
                assertThat(text.truncated()).as(one.name()).isEqualTo(one.end() == End.TRUNCATED);
            }
        });
    }

    private static void assertDeadLetters(Map<SourcePosition, Hostile> sent, List<StoredDeadLetter> letters) {
        Map<SourcePosition, StoredDeadLetter> written = letters.stream()
                .collect(Collectors.toMap(one -> one.letter().source().position(), Function.identity()));
        sent.forEach((position, one) -> {
            if (one.end() != End.DEAD_LETTER) {
                assertThat(written).as(one.name()).doesNotContainKey(position);
            } else {
                assertThat(written).as(one.name()).containsKey(position);
                assertIs(one, requireNonNull(written.get(position)));
            }
        });
    }

    private static void assertIs(Hostile sent, StoredDeadLetter letter) {
        assertThat(letter.letter().reason().kind()).as(sent.name()).isEqualTo(sent.deadLetter());
        assertThat(letter.letter().source().key()).as(sent.name()).isEqualTo(sent.key());
        if (sent.value() != null && sent.value().length > HostilePostings.MEGABYTE) {
            assertThat(letter.isCut()).isTrue();
            assertThat(letter.valueLength()).isEqualTo(sent.value().length);
            assertThat(letter.valueSha256()).hasSize(32);
        } else {
            assertThat(letter.letter().source().value()).as(sent.name()).isEqualTo(sent.value());
        }
    }

    /** Where each of them stands in the topic, which is made to take the largest. */
    private static Map<SourcePosition, Hostile> send(String topic, List<Hostile> hostile) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            AlterConfigOp larger =
                    new AlterConfigOp(new ConfigEntry("max.message.bytes", MAX_BYTES), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(larger)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        List<Map.Entry<SourcePosition, Hostile>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.request.size", MAX_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (Hostile one : hostile) {
                RecordMetadata metadata = producer.send(new ProducerRecord<>(topic, one.key(), one.value()))
                        .get(60, TimeUnit.SECONDS);
                sent.add(Map.entry(new SourcePosition(topic, metadata.partition(), metadata.offset()), one));
            }
        }
        return sent.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
