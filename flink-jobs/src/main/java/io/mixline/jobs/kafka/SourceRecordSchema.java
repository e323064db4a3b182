package io.mixline.jobs.kafka;

import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes records as they are, so that reading a topic never fails on one of them. */
final class SourceRecordSchema implements KafkaRecordDeserializationSchema<SourceRecord> {

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> kafka, Collector<SourceRecord> out) {
        out.collect(new SourceRecord(
                kafka.key(),
                kafka.value(),
                new SourcePosition(kafka.topic(), kafka.partition(), kafka.offset()),
                Instant.ofEpochMilli(kafka.timestamp())));
    }

    @Override
    public TypeInformation<SourceRecord> getProducedType() {
        return TypeInformation.of(SourceRecord.class);
    }
}
