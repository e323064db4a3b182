package io.mixline.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.jobs.ScriptedEncoder;
import io.mixline.jobs.TestTopics;
import io.mixline.jobs.config.JobFraming;
import io.mixline.jobs.config.KafkaCluster;
import io.mixline.jobs.config.OwnTopic;
import io.mixline.jobs.writer.EmbeddingsTopic;
import io.mixline.registry.RegistryServer;
import io.mixline.registry.RegistrySettings;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelVersion;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.codec.ItemEmbeddingCodec;
import io.mixline.schemas.config.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run reads again of its embeddings topic after a restore, where the topic is in Confluent's wire format. */
class FramedTopicIT {

    private static final String NAME = "framed";

    @TempDir
    Path directory;

    @Test
    void a_run_reads_what_stands_in_its_framed_topic() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
                RegistryServer registry = RegistryServer.start();
                TestTopics unused = TestTopics.create(kafka, NAME)) {
            String topic = new ModelVersion(NAME).embeddingsTopic();
            JobFraming framing = framing(registry);
            ItemEmbedding embedding = tombstone();
            KafkaCluster cluster = KafkaCluster.at(kafka.bootstrapServers());
            try (EmbeddingsTopic.Session session = new KafkaEmbeddingsTopic(cluster, topic, Set.of(), framing).open()) {
                session.begin(new EpochStart(1, "run", Instant.EPOCH));
                send(kafka, topic, embedding, framing);

                Recorded recorded = new Recorded();
                long epoch = session.read(new EmbeddingsTopic.TopicRead(Map.of(), 0), recorded);
                assertThat(epoch).isEqualTo(1);
                assertThat(recorded.written).containsExactly(embedding);
            }
        }
    }

    private static JobFraming framing(RegistryServer registry) {
        Settings settings = Settings.parse(RegistrySettings.ALL, Map.of("registry.url", registry.url()));
        return new JobFraming(RegistrySettings.options(settings).orElseThrow(), Set.of(OwnTopic.EMBEDDINGS));
    }

    private static ItemEmbedding tombstone() {
        return ItemEmbedding.tombstone(
                new ItemId("a"),
                new ItemVersion(3),
                ScriptedEncoder.MODEL,
                new Provenance(Lane.LIVE, 1, Instant.EPOCH, Instant.EPOCH, new SourcePosition("source", 0, 7)));
    }

    private static void send(EmbeddedKafka kafka, String topic, ItemEmbedding embedding, JobFraming framing)
            throws Exception {
        byte[] value = new ItemEmbeddingCodec(framing.of(OwnTopic.EMBEDDINGS, topic)).encode(embedding);
        assertThat(value).startsWith(0);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var unused = producer.send(
                            new ProducerRecord<>(topic, embedding.itemId().toBytes(), value))
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static final class Recorded implements EmbeddingsTopic.Records {

        private final List<ItemEmbedding> written = new ArrayList<>();

        @Override
        public void written(ItemEmbedding embedding) {
            written.add(embedding);
        }

        @Override
        public void replaced(ItemEmbedding embedding) {
            throw new AssertionError("of a run that nobody replaced: " + embedding.itemId());
        }
    }
}
