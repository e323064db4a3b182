package io.mixline.jobs.kafka;

import io.mixline.jobs.fence.OutgoingRecord;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends a record by its key to the partition that Kafka's own partitioner names. */
record OutgoingRecordSchema(String topic) implements KafkaRecordSerializationSchema<OutgoingRecord> {

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            OutgoingRecord record, KafkaSinkContext context, @Nullable Long timestamp) {
        return new ProducerRecord<>(topic, null, record.timestamp().toEpochMilli(), record.key(), record.value());
    }
}
