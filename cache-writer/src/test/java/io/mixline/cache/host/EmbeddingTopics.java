package io.mixline.cache.host;

import static org.awaitility.Awaitility.await;

import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import io.mixline.schemas.codec.ItemEmbeddingCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Makes topics, and writes embeddings into them as the job would. */
final class EmbeddingTopics implements AutoCloseable {

    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final ItemEmbeddingCodec codec = new ItemEmbeddingCodec();
    private final EmbeddingsRecordCodec starts = new EmbeddingsRecordCodec();

    private final List<Future<RecordMetadata>> inFlight = new ArrayList<>();

    EmbeddingTopics(String bootstrapServers) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
        admin = Admin.create(settings);
        // A topic that is made again puts an idempotent producer's numbers in disorder, those of other topics, too.
        Map<String, Object> plain = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "enable.idempotence",
                false,
                "max.in.flight.requests.per.connection",
                1);
        producer = new KafkaProducer<>(plain, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void create(String topic, int partitions) {
        get(admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                .all());
    }

    /** Returns when the name is free again. */
    void delete(String topic) {
        get(admin.deleteTopics(List.of(topic)).all());
        await().until(() -> !get(admin.listTopics().names()).contains(topic));
    }

    void addPartitions(String topic, int partitions) {
        get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all());
    }

    /** Drops all records below an offset. */
    void trim(TopicPartition partition, long offset) {
        get(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                .all());
    }

    void send(String topic, ItemEmbedding... embeddings) {
        for (ItemEmbedding embedding : embeddings) {
            sendBytes(topic, embedding.itemId().value(), codec.encode(embedding));
        }
    }

    void sendBytes(String topic, String key, byte @Nullable [] value) {
        send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
    }

    void send(TopicPartition partition, ItemEmbedding embedding) {
        send(new ProducerRecord<>(
                partition.topic(), partition.partition(), embedding.itemId().toBytes(), codec.encode(embedding)));
    }

    /** Without waiting for the broker; {@link #flush} waits. */
    void sendLater(String topic, ItemEmbedding embedding) {
        inFlight.add(
                producer.send(new ProducerRecord<>(topic, embedding.itemId().toBytes(), codec.encode(embedding))));
    }

    void flush() {
        producer.flush();
        inFlight.forEach(EmbeddingTopics::written);
        inFlight.clear();
    }

    private static void written(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("writing", e);
        }
    }

    /** Where the partitions end now. */
    Map<TopicPartition, Long> ends(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(asked).all()).forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** As a run of the job does before anything else. */
    void start(TopicPartition partition, EpochStart start) {
        send(new ProducerRecord<>(partition.topic(), partition.partition(), start.key(), starts.encode(start)));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("writing to " + record.topic(), e);
        }
    }

    byte[] encode(ItemEmbedding embedding) {
        return codec.encode(embedding);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
