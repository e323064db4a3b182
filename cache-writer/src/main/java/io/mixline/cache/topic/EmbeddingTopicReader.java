package io.mixline.cache.topic;

import io.mixline.cache.CacheException;
import io.mixline.cache.TopicPosition;
import io.mixline.cache.metrics.CacheMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads all partitions of the embeddings topics, each from its stored position, else from its start. Positions live in
 * the cache and nowhere else: there is no consumer group. While Kafka is away it retries for ever; a position that the
 * topic no longer holds is an error, never a skip. Used by one thread, but for {@link #wakeup}.
 */
public final class EmbeddingTopicReader implements AutoCloseable {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final Set<String> topics;
    private final Map<TopicPartition, TopicPosition> start;
    private final Consumer<byte[], byte[]> consumer;
    private final TopicDiscovery discovery;
    private final KafkaLink link;
    private final WriterEpochs epochs = new WriterEpochs();
    private final TopicDecoder decoder = new TopicDecoder(epochs);
    private final CountDownLatch woken = new CountDownLatch(1);
    private Map<TopicPartition, TopicIdentity> assigned = Map.of();
    private Map<TopicPartition, Long> startOffsets = Map.of();

    /** @param start from where to read; partitions that it lacks are read from their start */
    public EmbeddingTopicReader(
            Set<String> topics, KafkaClients kafka, Map<TopicPartition, TopicPosition> start, CacheMeter meter) {
        this.topics = Set.copyOf(topics);
        this.start = Map.copyOf(start);
        epochs.restart(start);
        this.link = new KafkaLink(meter);
        this.consumer = kafka.consumer();
        this.discovery = new TopicDiscovery(kafka.admin());
    }

    /**
     * What came within about that time; empty also while Kafka is away.
     *
     * @throws CacheException FATAL where a position cannot be read on from
     */
    TopicBatch poll(Duration timeout) {
        try {
            if (assigned.isEmpty()) {
                connect();
            }
            return batch(consumer.poll(timeout));
        } catch (WakeupException e) {
            return TopicBatch.EMPTY;
        } catch (OffsetOutOfRangeException e) {
            throw new CacheException(
                    CacheException.Kind.FATAL,
                    "the topic no longer holds the records that come next: " + e.getMessage()
                            + "; delete the cache's directory to read it from its start",
                    e);
        } catch (KafkaException e) {
            retryOrThrow("reading " + topics, e);
            pause(timeout);
            return TopicBatch.EMPTY;
        }
    }

    /** The end of each partition as of now; empty before the first contact and while Kafka is away. */
    Optional<Map<TopicPartition, Long>> endOffsets() {
        if (assigned.isEmpty()) {
            return Optional.empty();
        }
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(assigned.keySet(), ANSWER_TIMEOUT);
            link.answered();
            return Optional.of(ends);
        } catch (WakeupException e) {
            return Optional.empty();
        } catch (KafkaException e) {
            retryOrThrow("asking for the ends of " + topics, e);
            return Optional.empty();
        }
    }

    /** Where reading began, partition by partition; empty before the first contact. */
    Map<TopicPartition, Long> startOffsets() {
        return startOffsets;
    }

    /** Ends a call in flight on another thread; what is called after it returns at once. */
    public void wakeup() {
        woken.countDown();
        consumer.wakeup();
        discovery.close();
    }

    @Override
    public void close() {
        discovery.close();
        consumer.close();
    }

    private void connect() {
        Map<TopicPartition, TopicIdentity> found = discovery.discover(topics, ANSWER_TIMEOUT);
        start.forEach((partition, stored) -> check(partition, stored, found.get(partition)));
        Set<TopicPartition> fresh = new HashSet<>(found.keySet());
        fresh.removeAll(start.keySet());
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(fresh, ANSWER_TIMEOUT);
        consumer.assign(found.keySet());
        starts.forEach(consumer::seek);
        Map<TopicPartition, Long> offsets = new HashMap<>(starts);
        for (TopicPartition partition : found.keySet()) {
            TopicPosition stored = start.get(partition);
            if (stored != null) {
                seek(partition, stored);
                offsets.put(partition, stored.nextOffset());
            }
        }
        link.answered();
        startOffsets = Map.copyOf(offsets);
        assigned = found;
    }

    /** Positions of topics that are no longer asked for stay where they are. */
    private void check(TopicPartition partition, TopicPosition stored, @Nullable TopicIdentity found) {
        if (found != null) {
            found.check(partition, stored);
        } else if (topics.contains(partition.topic())) {
            throw new CacheException(
                    CacheException.Kind.FATAL,
                    "position of " + partition + ": " + stored + " (expected: a partition that the topic has)");
        }
    }

    /** With the leader epoch, so that Kafka tells when the log was cut below the position and written anew. */
    private void seek(TopicPartition partition, TopicPosition stored) {
        consumer.seek(partition, new OffsetAndMetadata(stored.nextOffset(), stored.leaderEpoch(), ""));
    }

    private TopicBatch batch(ConsumerRecords<byte[], byte[]> polled) {
        List<TopicRecord> records = new ArrayList<>(polled.count());
        for (TopicPartition partition : polled.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                records.add(decoder.decode(partition, record));
            }
        }
        Map<TopicPartition, TopicPosition> positions = new HashMap<>();
        polled.nextOffsets().forEach((partition, next) -> {
            TopicIdentity identity = assigned.get(partition);
            if (identity != null) {
                positions.put(partition, identity.position(next, epochs.newest(partition)));
            }
        });
        return new TopicBatch(records, positions);
    }

    /** What a retry cannot heal is not retried: wrong credentials and rights, wrong configuration. */
    private void retryOrThrow(String what, KafkaException failure) {
        if (failure instanceof RetriableException) {
            link.failed(what, failure);
        } else {
            boolean denied = failure instanceof AuthenticationException || failure instanceof AuthorizationException;
            throw new CacheException(
                    CacheException.Kind.FATAL,
                    what + ": " + failure.getMessage()
                            + (denied ? " (expected: kafka.* settings with the right to read)" : ""),
                    failure);
        }
    }

    private void pause(Duration timeout) {
        try {
            boolean ignored = woken.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
