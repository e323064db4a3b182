package io.mixline.benchmarks.path;

import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.TextFingerprint;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import io.mixline.schemas.codec.ItemEmbeddingCodec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * An embeddings topic as a job writes it: every item once, then items at random, each record of a newer version.
 *
 * @param ends of its partitions
 */
record PublishedEmbeddings(String topic, int records, long valueBytes, Map<TopicPartition, Long> ends) {

    static final EmbeddingModel MODEL =
            new EmbeddingModel(PublishedChanges.SPACE, new ModelFingerprint(new Hash128(4, 2)));

    /** Makes the topic and fills it. Returns when the broker has all. */
    static PublishedEmbeddings publish(String topic, ApplyShape shape, Map<String, String> kafka)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            admin.createTopics(List.of(new NewTopic(topic, shape.partitions(), (short) 1)))
                    .all()
                    .get();
        }
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("acks", "all");
        settings.put("linger.ms", 20);
        settings.put("batch.size", 256 << 10);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        ItemEmbeddingCodec codec = new ItemEmbeddingCodec();
        Random random = new Random(13);
        Map<TopicPartition, Long> ends = new HashMap<>();
        long valueBytes = 0;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            EpochStart start = new EpochStart(1, "run-1", Instant.now());
            for (int partition = 0; partition < shape.partitions(); partition++) {
                var unused = producer.send(
                        new ProducerRecord<>(topic, partition, start.key(), new EmbeddingsRecordCodec().encode(start)));
            }
            byte[] tokens = new byte[shape.tokens().bytes()];
            for (int record = 0; record < shape.records(); record++) {
                random.nextBytes(tokens);
                ItemId item = PublishedChanges.itemId(record < shape.items() ? record : random.nextInt(shape.items()));
                byte[] value = codec.encode(embedding(item, record + 1L, shape.tokens(), tokens));
                valueBytes += value.length;
                var unused = producer.send(new ProducerRecord<>(topic, item.toBytes(), value), (metadata, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, e);
                    } else {
                        ends.merge(new TopicPartition(topic, metadata.partition()), metadata.offset() + 1, Math::max);
                    }
                });
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw new ExecutionException("publishing to " + topic, failure.get());
        }
        return new PublishedEmbeddings(topic, shape.records(), valueBytes, Map.copyOf(ends));
    }

    private static ItemEmbedding embedding(ItemId item, long version, EmbeddingShape shape, byte[] tokens) {
        EncodedText text = new EncodedText(
                new TextFingerprint(new Hash128(version, 7)),
                new EmbeddingTokens(shape, tokens),
                "Opening " + version + ", Company " + version % 5_000 + ", Town",
                400,
                false);
        Instant now = Instant.now();
        return new ItemEmbedding(
                item,
                ItemOrder.upsert(version),
                MODEL,
                text,
                new Provenance(Lane.LIVE, 1, now, now, new SourcePosition("job-postings", 0, version)));
    }

    /** What is applied. */
    record ApplyShape(int records, int items, int partitions, EmbeddingShape tokens) {

        static ApplyShape ofProperties() {
            return new ApplyShape(
                    Integer.getInteger("apply.records", 300_000),
                    Integer.getInteger("apply.items", 200_000),
                    Integer.getInteger("apply.partitions", 4),
                    new EmbeddingShape(
                            Integer.getInteger("apply.tokens", 1),
                            Integer.getInteger("apply.dimension", 1_024),
                            EmbeddingDtype.FLOAT16));
        }
    }
}
