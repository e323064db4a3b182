package io.mixline.cache.topic;

import io.mixline.cache.CacheException;
import io.mixline.cache.RereadReason;
import io.mixline.cache.TopicPosition;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.schemas.codec.SchemaRegistryException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of the embeddings topics, each from its stored position, else from its start. Positions live in
 * the cache and nowhere else: there is no consumer group. While Kafka is away it retries for ever; a position that its
 * topic no longer stands for is an error, never a skip. Now and then it looks for new partitions, and whether the topics
 * are still the same. Used by one thread, but for {@link #wakeup}.
 */
public final class EmbeddingTopicReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddingTopicReader.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final FollowedTopics topics;
    private final Consumer<byte[], byte[]> consumer;
    private final TopicDiscovery discovery;
    private final KafkaLink link;
    private final InstantSource clock;
    private final TopicDecoder decoder;
    private final CountDownLatch woken = new CountDownLatch(1);
    private final Map<TopicPartition, TopicPosition> positions = new HashMap<>();
    private final Set<TopicPartition> cut = new HashSet<>();
    private Map<TopicPartition, TopicIdentity> assigned = Map.of();
    private Map<TopicPartition, Long> startOffsets = Map.of();
    private Instant nextCheck = Instant.MIN;

    /** Nothing is read before {@link #restart}. */
    public EmbeddingTopicReader(FollowedTopics topics, KafkaClients kafka, CacheMeter meter, InstantSource clock) {
        this.topics = topics;
        this.decoder = new TopicDecoder(topics.framing());
        this.clock = clock;
        this.link = new KafkaLink(meter);
        this.consumer = kafka.consumer();
        this.discovery = new TopicDiscovery(kafka.admin());
    }

    /**
     * Reads on from there, whatever was read before.
     *
     * @param from what the cache holds; partitions that it lacks are read from their start
     */
    void restart(Map<TopicPartition, TopicPosition> from) {
        disconnect();
        positions.clear();
        from.forEach((partition, stored) -> {
            if (topics.names().contains(partition.topic())) {
                positions.put(partition, stored);
            }
        });
        decoder.restart(positions);
        cut.clear();
    }

    /**
     * What came within about that time; empty also while Kafka is away.
     *
     * @throws LostTopicException where a topic no longer is what its positions stand for; {@link #restart} comes next
     * @throws CacheException FATAL where nothing can be read
     */
    TopicBatch poll(Duration timeout) {
        try {
            if (assigned.isEmpty() || !clock.instant().isBefore(nextCheck)) {
                nextCheck = clock.instant().plus(topics.checkInterval());
                connect();
            }
            return batch(consumer.poll(timeout));
        } catch (WakeupException e) {
            return TopicBatch.EMPTY;
        } catch (OffsetOutOfRangeException e) {
            outOfRange(e);
            pause(timeout);
            return TopicBatch.EMPTY;
        } catch (SchemaRegistryException e) {
            registryFailed(e);
            pause(timeout);
            return TopicBatch.EMPTY;
        } catch (KafkaException e) {
            retryOrThrow("reading " + topics.names(), e);
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
            decoder.ends(ends);
            return Optional.of(ends);
        } catch (WakeupException e) {
            return Optional.empty();
        } catch (KafkaException e) {
            retryOrThrow("asking for the ends of " + topics.names(), e);
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

    /** Looks at the topics anew, and takes up what was not read before; what is read already goes on where it is. */
    private void connect() {
        Map<TopicPartition, FoundPartition> found = discovery.discover(topics.names(), ANSWER_TIMEOUT);
        positions.forEach((partition, stored) -> check(partition, stored, found));
        Map<TopicPartition, TopicIdentity> identities = new HashMap<>();
        found.forEach((partition, now) -> identities.put(partition, now.identity()));
        if (!identities.equals(assigned)) {
            assign(identities, found);
        }
        link.answered();
    }

    private void assign(Map<TopicPartition, TopicIdentity> identities, Map<TopicPartition, FoundPartition> found) {
        Map<TopicPartition, Long> offsets = new HashMap<>(startOffsets);
        Set<TopicPartition> fresh = new HashSet<>(found.keySet());
        fresh.removeIf(partition -> Objects.equals(identities.get(partition), assigned.get(partition)));
        if (!assigned.isEmpty()) {
            LOG.info("The topics {} have new partitions, read from their start: {}", topics.names(), fresh);
        }
        consumer.assign(found.keySet());
        for (TopicPartition partition : fresh) {
            offsets.put(partition, seek(partition, found.get(partition)));
        }
        startOffsets = Map.copyOf(offsets);
        assigned = Map.copyOf(identities);
    }

    private void check(TopicPartition partition, TopicPosition stored, Map<TopicPartition, FoundPartition> found) {
        FoundPartition now = found.get(partition);
        if (now != null && !cut.contains(partition)) {
            now.check(partition, stored);
            return;
        }
        found.forEach((other, ofTopic) -> {
            if (other.topic().equals(partition.topic())) {
                ofTopic.identity().check(partition, stored);
            }
        });
        throw FoundPartition.lost(
                partition,
                RereadReason.CUT,
                now == null ? "is gone" : "was cut below the position and written anew",
                stored);
    }

    /** With the leader epoch, so that Kafka tells when the log was cut below the position and written anew. */
    private long seek(TopicPartition partition, @Nullable FoundPartition found) {
        TopicPosition stored = positions.get(partition);
        if (stored != null) {
            consumer.seek(partition, new OffsetAndMetadata(stored.nextOffset(), stored.leaderEpoch(), ""));
            return stored.nextOffset();
        }
        long start = Objects.requireNonNull(found).start();
        consumer.seek(partition, start);
        return start;
    }

    /** The next look at the topics tells what it is, or that it was nothing. */
    private void outOfRange(OffsetOutOfRangeException failure) {
        if (failure instanceof LogTruncationException) {
            cut.addAll(failure.offsetOutOfRangePartitions().keySet());
        }
        disconnect();
        LOG.warn(
                "A position of {} is out of range, looking at the topics again: {}",
                topics.names(),
                failure.toString());
    }

    /** What was polled is polled again: its positions were not noted yet. */
    private void registryFailed(SchemaRegistryException failure) {
        if (failure.kind() == SchemaRegistryException.Kind.FATAL) {
            throw new CacheException(
                    CacheException.Kind.FATAL, "reading " + topics.names() + ": " + failure.getMessage(), failure);
        }
        disconnect();
        LOG.warn(
                "The schema registry is away; reads go on with what is cached. Check registry.url: {}",
                failure.getMessage());
    }

    private void disconnect() {
        consumer.unsubscribe();
        assigned = Map.of();
        startOffsets = Map.of();
    }

    private TopicBatch batch(ConsumerRecords<byte[], byte[]> polled) {
        List<TopicRecord> records = new ArrayList<>(polled.count());
        for (TopicPartition partition : polled.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                records.add(decoder.decode(partition, record));
            }
        }
        Map<TopicPartition, TopicPosition> reached = new HashMap<>();
        polled.nextOffsets().forEach((partition, next) -> {
            TopicIdentity identity = assigned.get(partition);
            if (identity != null) {
                reached.put(partition, identity.position(next, decoder.newestEpoch(partition)));
            }
        });
        positions.putAll(reached);
        return new TopicBatch(records, reached);
    }

    /** What a retry cannot heal is not retried: wrong credentials and rights, wrong configuration. */
    private void retryOrThrow(String what, KafkaException failure) {
        if (woken.getCount() == 0) {
            return; // closing ends calls in flight
        }
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

    /** Waits that long, or until {@link #wakeup}. */
    void pause(Duration timeout) {
        try {
            boolean ignored = woken.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
