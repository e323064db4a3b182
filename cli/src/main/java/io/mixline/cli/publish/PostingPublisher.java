package io.mixline.cli.publish;

import io.mixline.cli.postings.Posting;
import io.mixline.cli.postings.PostingChange;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.JobPostingChangeCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes posting changes in the built-in schema, in the order given. Thread-safe. */
public final class PostingPublisher implements AutoCloseable {

    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(30);

    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final JobPostingChangeCodec codec = new JobPostingChangeCodec();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * Connects when it first publishes.
     *
     * @param kafka settings of Kafka's producer by Kafka's names
     */
    public PostingPublisher(String topic, Map<String, String> kafka) {
        this.topic = topic;
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, GIVE_UP_AFTER.toMillis());
        properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) GIVE_UP_AFTER.toMillis());
        properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) GIVE_UP_AFTER.toMillis() / 2);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Completes with the record as it stands in the topic. */
    public CompletableFuture<SourceRecord> publish(PostingChange change) {
        return publish(change.itemId().toBytes(), value(change));
    }

    /** Bytes as they are, broken ones too. */
    public CompletableFuture<SourceRecord> publish(byte @Nullable [] key, byte @Nullable [] value) {
        return send(topic, key, value);
    }

    /**
     * Into another topic.
     *
     * @throws PublishFailedException where an earlier record was not taken: what comes after it must not overtake it
     */
    public CompletableFuture<SourceRecord> send(String other, byte @Nullable [] key, byte @Nullable [] value) {
        throwIfFailed();
        CompletableFuture<SourceRecord> published = new CompletableFuture<>();
        var unused = producer.send(new ProducerRecord<>(other, key, value), (metadata, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
                published.completeExceptionally(e);
            } else {
                published.complete(new SourceRecord(
                        key,
                        value,
                        new SourcePosition(other, metadata.partition(), metadata.offset()),
                        Instant.ofEpochMilli(metadata.timestamp())));
            }
        });
        return published;
    }

    /** What the topic holds of a change. */
    public byte[] value(PostingChange change) {
        Posting posting = change.posting();
        return posting == null
                ? codec.delete(change.itemId(), change.order().version(), change.changedAt())
                : codec.upsert(change.itemId(), change.order().version(), change.changedAt(), posting.content());
    }

    /** Returns once everything stands in Kafka. */
    public void flush() {
        producer.flush();
        throwIfFailed();
    }

    private void throwIfFailed() {
        Exception failed = failure.get();
        if (failed != null) {
            throw new PublishFailedException(
                    failed.getMessage() + " (expected: a broker at kafka.bootstrap.servers that takes records)",
                    failed);
        }
    }

    @Override
    public void close() {
        producer.close(GIVE_UP_AFTER);
    }
}
