package io.mixline.jobs.kafka;

import io.mixline.jobs.config.JobFraming;
import io.mixline.jobs.config.KafkaCluster;
import io.mixline.jobs.config.OwnTopic;
import io.mixline.jobs.writer.WriterClaims;
import io.mixline.schemas.WriterClaim;
import io.mixline.schemas.codec.WriterClaimCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Claims in the control topic, which has one partition, so that all see them in one order. */
record KafkaWriterClaims(KafkaCluster kafka, String controlTopic, JobFraming framing) implements WriterClaims {

    @Override
    public Session open(String topic) {
        WriterClaimCodec codec = new WriterClaimCodec(framing.of(OwnTopic.CONTROL, controlTopic));
        return new ClaimsSession(kafka, new TopicPartition(controlTopic, 0), topic, codec);
    }

    private static final class ClaimsSession implements Session {

        private static final Duration POLL = Duration.ofMillis(200);

        private final WriterClaimCodec codec;
        private final KafkaCluster kafka;
        private final TopicPartition control;
        private final String topic;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final List<WriterClaim> claims = new ArrayList<>();

        ClaimsSession(KafkaCluster kafka, TopicPartition control, String topic, WriterClaimCodec codec) {
            this.codec = codec;
            this.kafka = kafka;
            this.control = control;
            this.topic = topic;
            this.consumer = KafkaClients.consumer(kafka);
            List<TopicPartition> partitions = List.of(control);
            consumer.assign(partitions);
            consumer.seek(control, consumer.beginningOffsets(partitions).getOrDefault(control, 0L));
        }

        @Override
        public List<WriterClaim> all() {
            long end = consumer.endOffsets(List.of(control)).getOrDefault(control, 0L);
            while (consumer.position(control) < end) {
                consumer.poll(POLL).forEach(this::take);
            }
            return List.copyOf(claims);
        }

        private void take(ConsumerRecord<byte[], byte[]> record) {
            if (WriterClaimCodec.isKey(record.key()) && record.value() != null) {
                WriterClaim claim = codec.decode(record.value());
                if (claim.topic().name().equals(topic)) {
                    claims.add(claim);
                }
            }
        }

        @Override
        public void append(WriterClaim claim) {
            KafkaClients.append(
                    kafka,
                    List.of(new ProducerRecord<>(
                            control.topic(), control.partition(), WriterClaimCodec.key(claim), codec.encode(claim))));
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
