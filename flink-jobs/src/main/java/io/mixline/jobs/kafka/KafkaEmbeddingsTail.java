package io.mixline.jobs.kafka;

import io.mixline.jobs.config.KafkaCluster;
import io.mixline.jobs.fence.EmbeddingsTail;
import io.mixline.jobs.fence.WrittenRecord;
import io.mixline.schemas.codec.ItemEmbeddingCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The end of an embeddings topic on Kafka. */
record KafkaEmbeddingsTail(KafkaCluster kafka, String topic) implements EmbeddingsTail {

    /** About 2 GB of heap. A checkpoint so old is no place to go on from: a newer one, or a new topic, is the way out. */
    private static final long MAX_RECORDS = 10_000_000;

    private static final Duration POLL = Duration.ofMillis(200);

    @Override
    public Reader open() {
        return new TailReader(kafka, topic);
    }

    /** Holds a consumer that belongs to no group. */
    private static final class TailReader implements Reader {

        private final ItemEmbeddingCodec codec = new ItemEmbeddingCodec();
        private final String topic;
        private final KafkaConsumer<byte[], byte[]> consumer;

        TailReader(KafkaCluster kafka, String topic) {
            this.topic = topic;
            Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
            properties.put("auto.offset.reset", "none");
            properties.put("enable.auto.commit", "false");
            properties.put("allow.auto.create.topics", "false");
            this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public Map<Integer, Long> ends() {
            Map<Integer, Long> ends = new HashMap<>();
            consumer.endOffsets(partitions()).forEach((partition, end) -> ends.put(partition.partition(), end));
            return ends;
        }

        @Override
        public void read(Map<Integer, Long> from, Consumer<WrittenRecord> records) {
            List<TopicPartition> partitions = partitions();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
            consumer.assign(partitions);
            long toRead = 0;
            for (TopicPartition partition : partitions) {
                long beginning = beginnings.getOrDefault(partition, 0L);
                long start = Math.max(from.getOrDefault(partition.partition(), 0L), beginning);
                consumer.seek(partition, start);
                toRead += ends.getOrDefault(partition, 0L) - start;
            }
            if (toRead > MAX_RECORDS) {
                throw new IllegalStateException("topic " + topic + ", records since the job's state: " + toRead
                        + " (expected: <= " + MAX_RECORDS + "; start from a newer savepoint, or write a new topic)");
            }
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.value() != null) {
                        records.accept(WrittenRecord.of(codec.decode(record.value())));
                    }
                }
            }
            consumer.unsubscribe();
        }

        private List<TopicPartition> partitions() {
            return consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
