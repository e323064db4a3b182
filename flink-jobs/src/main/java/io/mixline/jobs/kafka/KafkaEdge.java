package io.mixline.jobs.kafka;

import static java.util.Objects.requireNonNull;

import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.config.JobClock;
import io.mixline.jobs.config.JobTopics;
import io.mixline.jobs.config.SourceEnd;
import io.mixline.jobs.fence.OutgoingRecord;
import io.mixline.jobs.seed.SeedRecord;
import io.mixline.jobs.seed.SeedTopic;
import io.mixline.jobs.writer.EmbeddingsTopic;
import io.mixline.jobs.writer.StartGuard;
import io.mixline.jobs.writer.StartRefusedException;
import io.mixline.jobs.writer.WriterClaims;
import io.mixline.jobs.writer.WriterTopics;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelVersion;
import io.mixline.schemas.SourceRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.common.TopicPartition;

/** Sources and sinks of one job on Kafka. */
public final class KafkaEdge {

    /**
     * What a producer gathers for a partition before it sends: with Kafka's 16 KiB a few embeddings fill a batch, and
     * producer and broker spend their time on requests (docs/benchmarks/path.md). Nothing waits longer for it.
     */
    private static final int BATCH_BYTES = 256 << 10;

    private final ItemEmbeddingJobConfig config;
    private final ModelVersion modelVersion;

    public KafkaEdge(ItemEmbeddingJobConfig config, ModelVersion modelVersion) {
        this.config = config;
        this.modelVersion = modelVersion;
    }

    /**
     * A lane's topic from its first record on, and after a restart from where the checkpoint was. Positions are also
     * committed to Kafka, for lag to be seen; nothing reads them back.
     */
    public KafkaSource<SourceRecord> source(Lane lane) {
        String consumer = "mixline-" + modelVersion + "-" + lane.name().toLowerCase(Locale.ROOT);
        KafkaSourceBuilder<SourceRecord> source = KafkaSource.<SourceRecord>builder()
                .setProperties(config.kafka().properties())
                .setProperty("allow.auto.create.topics", "false")
                .setTopics(topic(lane))
                .setGroupId(consumer)
                .setClientIdPrefix(consumer)
                .setStartingOffsets(new NeverSkipping())
                .setDeserializer(new SourceRecordSchema());
        if (config.run().sourceEnd() == SourceEnd.AT_START) {
            source.setBounded(OffsetsInitializer.latest());
        }
        return source.build();
    }

    private String topic(Lane lane) {
        return switch (lane) {
            case LIVE -> config.topics().source();
            case BACKFILL -> config.topics().backfill();
        };
    }

    public KafkaSink<OutgoingRecord> embeddings() {
        return sink(new OutgoingRecordSchema(modelVersion.embeddingsTopic()));
    }

    /** For the run that writes {@link #embeddings}. */
    public WriterTopics writerTopics(JobClock clock) {
        JobTopics topics = config.topics();
        return new WriterTopics(
                new KafkaEmbeddingsTopic(
                        config.kafka(),
                        modelVersion.embeddingsTopic(),
                        Set.of(topics.source(), topics.backfill()),
                        topics.framing()),
                new KafkaWriterClaims(config.kafka(), topics.control(), topics.framing()),
                clock);
    }

    /**
     * The embeddings topic as it is now, to build a state out of it.
     *
     * @throws StartRefusedException where there is nothing to build one of, or another model's
     */
    public SeedTopic seedTopic(EmbeddingModel model) {
        String topic = modelVersion.embeddingsTopic();
        KafkaClients.requireTopic(config.kafka(), topic);
        WriterTopics topics = writerTopics(JobClock.system());
        List<String> problems = new ArrayList<>();
        try (WriterClaims.Session claims = topics.claims().open(topic);
                EmbeddingsTopic.Session session = topics.embeddings().open()) {
            problems.addAll(StartGuard.otherModel(model, claims.all(), topic));
            if (!session.holdsEmbeddings()) {
                problems.add(
                        "topic " + topic + ": no embedding in it (expected: one or more; without any, start the job "
                                + "without a state)");
            }
            if (!problems.isEmpty()) {
                throw new StartRefusedException(problems);
            }
            return new SeedTopic(topic, requireNonNull(session.topicIds().get(topic)), session.ends());
        }
    }

    /** All that the topic holds, up to its {@link SeedTopic#ends}. */
    public KafkaSource<SeedRecord> seedSource(SeedTopic topic, EmbeddingModel model) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        topic.ends().forEach((partition, end) -> ends.put(new TopicPartition(topic.name(), partition), end));
        return KafkaSource.<SeedRecord>builder()
                .setProperties(config.kafka().properties())
                .setProperty("allow.auto.create.topics", "false")
                .setProperty("commit.offsets.on.checkpoint", "false")
                .setTopics(topic.name())
                .setClientIdPrefix("mixline-" + modelVersion + "-seed")
                .setStartingOffsets(new NeverSkipping())
                .setBounded(OffsetsInitializer.offsets(ends))
                .setDeserializer(
                        new SeedRecordSchema(topic.name(), config.topics().framing(), model))
                .build();
    }

    public KafkaSink<OutgoingRecord> returned() {
        return sink(new OutgoingRecordSchema(config.topics().backfill()));
    }

    public KafkaSink<DeadLetter> deadLetters() {
        return sink(new DeadLetterSchema(
                config.topics().deadLetters(),
                config.limits().maxRecordBytes(),
                config.topics().framing()));
    }

    /** At least once, and at once: a transactional sink would show a record only with its checkpoint. */
    private <T> KafkaSink<T> sink(KafkaRecordSerializationSchema<T> schema) {
        return KafkaSink.<T>builder()
                .setProperty("batch.size", Integer.toString(BATCH_BYTES))
                .setKafkaProducerConfig(config.kafka().properties())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(schema)
                .build();
    }
}
