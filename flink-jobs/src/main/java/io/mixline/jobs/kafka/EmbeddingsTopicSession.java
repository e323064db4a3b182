package io.mixline.jobs.kafka;

import io.mixline.jobs.config.KafkaCluster;
import io.mixline.jobs.writer.EmbeddingsTopic;
import io.mixline.jobs.writer.EmbeddingsTopic.Records;
import io.mixline.jobs.writer.EmbeddingsTopic.TopicRead;
import io.mixline.jobs.writer.StartRefusedException;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import io.mixline.schemas.codec.Framing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Holds a consumer that belongs to no group. */
final class EmbeddingsTopicSession implements EmbeddingsTopic.Session {

    /** About 2 GB of heap. A checkpoint so old is no place to go on from: a newer one, or a new topic, is the way out. */
    private static final long MAX_RECORDS = 10_000_000;

    private static final Duration POLL = Duration.ofMillis(200);

    private final EmbeddingsRecordCodec codec;
    private final KafkaCluster kafka;
    private final String topic;
    private final Set<String> read;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** @param read the topics that the job reads */
    EmbeddingsTopicSession(KafkaCluster kafka, String topic, Set<String> read, Framing framing) {
        this.codec = new EmbeddingsRecordCodec(framing);
        this.kafka = kafka;
        this.topic = topic;
        this.read = read;
        this.consumer = KafkaClients.consumer(kafka);
    }

    @Override
    public String name() {
        return topic;
    }

    @Override
    public Map<String, String> topicIds() {
        List<String> names = new ArrayList<>(read);
        names.add(topic);
        Map<String, String> ids = new HashMap<>();
        try (Admin admin = Admin.create(new HashMap<>(kafka.clientProperties()))) {
            KafkaClients.await(admin.describeTopics(names).allTopicNames(), "describing " + names)
                    .forEach((name, description) ->
                            ids.put(name, description.topicId().toString()));
        }
        return ids;
    }

    @Override
    public boolean holdsEmbeddings() {
        TopicScan scan = TopicScan.fromBeginning(consumer, partitions());
        while (scan.goesOn()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (!EpochStart.isKey(record.key())) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void begin(EpochStart start) {
        byte[] value = codec.encode(start);
        KafkaClients.append(
                kafka,
                partitions().stream()
                        .map(partition -> new ProducerRecord<>(topic, partition.partition(), start.key(), value))
                        .toList());
    }

    @Override
    public Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new HashMap<>();
        consumer.endOffsets(partitions()).forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    @Override
    public long read(TopicRead from, Records records) {
        TopicScan scan = TopicScan.from(consumer, partitions(), from.offsets());
        refuse(scan.problems(from.offsets()));
        if (scan.records() > MAX_RECORDS) {
            refuse(List.of("topic " + topic + ", records since the job's state: " + scan.records() + " (expected: <= "
                    + MAX_RECORDS + "; start from a newer savepoint, or write a new topic)"));
        }
        CurrentRecords current = new CurrentRecords(codec, from.epoch());
        while (scan.goesOn()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (current.next(record) instanceof ItemEmbedding embedding) {
                    tell(embedding, current.isReplaced(record.partition(), embedding), records);
                }
            }
        }
        return current.newestEpoch();
    }

    private static void tell(ItemEmbedding embedding, boolean replaced, Records records) {
        if (replaced) {
            records.replaced(embedding);
        } else {
            records.written(embedding);
        }
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new SuppressRestartsException(new StartRefusedException(problems));
        }
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
