package io.mixline.jobs;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.jobs.config.JobTopics;
import io.mixline.jobs.kafka.EmbeddingTopics;
import io.mixline.jobs.kafka.TopicLayout;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ModelVersion;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.DeadLetterCodec;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import io.mixline.schemas.codec.ItemEmbeddingCodec;
import io.mixline.schemas.codec.StoredDeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** The topics of one job under test, with names of their own. */
public final class TestTopics implements AutoCloseable {

    static final TopicLayout LAYOUT = new TopicLayout(2, 1);

    private static final EmbeddingsRecordCodec RECORDS = new EmbeddingsRecordCodec();

    private final String bootstrapServers;
    private final ModelVersion modelVersion;
    private final JobTopics topics;
    private final KafkaProducer<byte[], byte[]> producer;

    private TestTopics(String bootstrapServers, String name) {
        this.bootstrapServers = bootstrapServers;
        this.modelVersion = new ModelVersion(name);
        this.topics = new JobTopics(name + "-source", name + "-backfill", name + "-dead-letters", "mixline-control");
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @param name of the model version, too */
    public static TestTopics create(EmbeddedKafka kafka, String name) throws Exception {
        TestTopics created = new TestTopics(kafka.bootstrapServers(), name);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(created.topics.source(), LAYOUT.partitions(), (short) 1)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
            new EmbeddingTopics(created.modelVersion, created.topics, LAYOUT).prepare(admin);
        }
        return created;
    }

    JobTopics names() {
        return topics;
    }

    void sendLive(SourceRecord... records) throws Exception {
        send(topics.source(), records);
    }

    void sendBackfill(SourceRecord... records) throws Exception {
        send(topics.backfill(), records);
    }

    /** Many records, faster than one by one. */
    void sendLiveAtOnce(SourceRecord... records) {
        sendAtOnce(topics.source(), records);
    }

    /** Many records, faster than one by one. */
    void sendBackfillAtOnce(SourceRecord... records) {
        sendAtOnce(topics.backfill(), records);
    }

    private void sendAtOnce(String topic, SourceRecord... records) {
        for (SourceRecord record : records) {
            var unused = producer.send(new ProducerRecord<>(topic, record.key(), record.value()));
        }
        producer.flush();
    }

    /** Returns when the broker has them. */
    private void send(String topic, SourceRecord... records) throws Exception {
        for (SourceRecord record : records) {
            var unused = producer.send(new ProducerRecord<>(topic, record.key(), record.value()))
                    .get(60, TimeUnit.SECONDS);
        }
    }

    /** Every record of the embeddings topic, those of a key in order. */
    List<ItemEmbedding> embeddings() {
        ItemEmbeddingCodec codec = new ItemEmbeddingCodec();
        return read(modelVersion.embeddingsTopic()).stream()
                .filter(record -> !EpochStart.isKey(record.key()))
                .map(record -> codec.decode(record.value()))
                .toList();
    }

    /** As a run of the job does. */
    void appendEmbedding(ItemEmbedding embedding) throws Exception {
        byte[] value = new ItemEmbeddingCodec().encode(embedding);
        byte[] key = embedding.itemId().toBytes();
        var unused = producer.send(new ProducerRecord<>(modelVersion.embeddingsTopic(), key, value))
                .get(60, TimeUnit.SECONDS);
    }

    /** As if the control topic had been lost: its claims are gone. */
    void forgetClaims() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.deleteTopics(List.of(topics.control())).all().get(60, TimeUnit.SECONDS);
            Awaitility.await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
                new EmbeddingTopics(modelVersion, topics, LAYOUT).prepare(admin);
                return admin.listTopics().names().get(60, TimeUnit.SECONDS).contains(topics.control());
            });
        }
    }

    List<ConsumerRecord<byte[], byte[]>> embeddingsRecords() {
        return read(modelVersion.embeddingsTopic());
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetterRecords() {
        return read(topics.deadLetters());
    }

    /** Returns when a run has begun that has this epoch or a newer one. */
    void awaitEpoch(long epoch) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> read(modelVersion.embeddingsTopic()).stream()
                        .filter(record -> EpochStart.isKey(record.key()))
                        .anyMatch(record ->
                                RECORDS.decode(record.key(), record.value()).writerEpoch() >= epoch));
    }

    /** What compaction leaves: the last record of each key. */
    Map<String, ItemEmbedding> lastEmbeddings() {
        Map<String, ItemEmbedding> last = new LinkedHashMap<>();
        embeddings().forEach(embedding -> last.put(embedding.itemId().value(), embedding));
        return last;
    }

    List<DeadLetter> deadLetters() {
        return storedDeadLetters().stream().map(StoredDeadLetter::letter).toList();
    }

    List<StoredDeadLetter> storedDeadLetters() {
        DeadLetterCodec codec = new DeadLetterCodec();
        return read(topics.deadLetters()).stream()
                .map(record -> codec.decodeStored(record.value()))
                .toList();
    }

    long sourceEnd(int partition) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition source = new TopicPartition(topics.source(), partition);
            return consumer.endOffsets(List.of(source)).getOrDefault(source, 0L);
        }
    }

    int backfillRecords() {
        return read(topics.backfill()).size();
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
