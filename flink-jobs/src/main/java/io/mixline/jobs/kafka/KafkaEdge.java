package io.mixline.jobs.kafka;

import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.config.JobClock;
import io.mixline.jobs.config.JobTopics;
import io.mixline.jobs.config.SourceEnd;
import io.mixline.jobs.fence.OutgoingRecord;
import io.mixline.jobs.writer.WriterTopics;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelVersion;
import io.mixline.schemas.SourceRecord;
import java.util.Locale;
import java.util.Set;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** Sources and sinks of one job on Kafka. */
public final class KafkaEdge {

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
                        config.kafka(), modelVersion.embeddingsTopic(), Set.of(topics.source(), topics.backfill())),
                new KafkaWriterClaims(config.kafka(), topics.control()),
                clock);
    }

    public KafkaSink<OutgoingRecord> returned() {
        return sink(new OutgoingRecordSchema(config.topics().backfill()));
    }

    public KafkaSink<DeadLetter> deadLetters() {
        return sink(new DeadLetterSchema(
                config.topics().deadLetters(), config.limits().maxRecordBytes()));
    }

    /** At least once, and at once: a transactional sink would show a record only with its checkpoint. */
    private <T> KafkaSink<T> sink(KafkaRecordSerializationSchema<T> schema) {
        return KafkaSink.<T>builder()
                .setKafkaProducerConfig(config.kafka().properties())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(schema)
                .build();
    }
}
