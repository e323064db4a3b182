package io.mixline.jobs.kafka;

import io.mixline.jobs.config.JobFraming;
import io.mixline.jobs.config.OwnTopic;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.codec.DeadLetterCodec;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends a dead letter, cut to what the topic takes. Without a Kafka key: that of the source may itself be too large. */
final class DeadLetterSchema implements KafkaRecordSerializationSchema<DeadLetter> {

    private final String topic;
    private final int maxRecordBytes;
    private final JobFraming framing;

    @SuppressWarnings("NullAway.Init") // set by open
    private transient DeadLetterCodec codec;

    DeadLetterSchema(String topic, int maxRecordBytes, JobFraming framing) {
        this.topic = topic;
        this.maxRecordBytes = maxRecordBytes;
        this.framing = framing;
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
        codec = new DeadLetterCodec(framing.of(OwnTopic.DEAD_LETTERS, topic));
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            DeadLetter letter, KafkaSinkContext context, @Nullable Long timestamp) {
        byte[] value = codec.encode(letter, maxRecordBytes);
        return new ProducerRecord<>(topic, null, letter.at().toEpochMilli(), null, value);
    }
}
