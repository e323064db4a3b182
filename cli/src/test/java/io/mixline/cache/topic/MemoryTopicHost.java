package io.mixline.cache.topic;

import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.ItemMetadata;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.TopicPosition;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadRequest;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** A cache that is filled out of a topic without a broker, by the steps that the topic reader and the writer take. */
public final class MemoryTopicHost implements AutoCloseable {

    private static final String TOPIC = "item-embeddings-path";
    private static final int PARTITIONS = 2;

    private final Records records;
    private final IntToLongFunction ends;
    private final HeapEmbeddingCache cache = new HeapEmbeddingCache();
    private final TopicDecoder decoder = new TopicDecoder();
    private final Map<TopicPartition, TopicPosition> positions = new HashMap<>();

    /** Reads from the start of both partitions. */
    public MemoryTopicHost(Records records, IntToLongFunction ends) {
        this.records = records;
        this.ends = ends;
    }

    /** What a consumer gets. */
    @FunctionalInterface
    public interface Records {

        /** The next records from an offset on, at most that many. */
        List<ConsumerRecord<byte[], byte[]>> from(int partition, long offset, int count);
    }

    /** Applies the next records of a partition in one write. */
    public void read(int number, int count) {
        TopicPartition partition = new TopicPartition(TOPIC, number);
        long next = next(partition);
        List<ConsumerRecord<byte[], byte[]>> read = records.from(number, next, count);
        if (read.isEmpty()) {
            return;
        }
        List<TopicRecord> decoded =
                read.stream().map(record -> decoder.decode(partition, record)).toList();
        TopicPosition position = new TopicPosition(
                read.get(read.size() - 1).offset() + 1,
                Optional.of(0),
                new Uuid(1, 1),
                "cluster",
                decoder.newestEpoch(partition));
        positions.put(partition, position);
        var unused = cache.apply(new TopicBatch(decoded, Map.of(partition, position)).write());
    }

    public void readToEnd() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            read(partition, Integer.MAX_VALUE);
        }
    }

    public void askEnds() {
        Map<TopicPartition, Long> asked = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            asked.put(new TopicPartition(TOPIC, partition), ends.applyAsLong(partition));
        }
        decoder.ends(asked);
    }

    /** Goes on from what the cache holds. */
    public void restart() {
        try (CacheSnapshot now = cache.snapshot()) {
            positions.clear();
            positions.putAll(now.positions());
        }
        decoder.restart(positions);
    }

    public @Nullable ItemMetadata metadata(ModelFingerprint model, ItemId item) {
        try (CacheSnapshot now = cache.snapshot()) {
            return now.metadata(model, List.of(item)).get(0);
        }
    }

    /** Of an item that is there. */
    public byte[] tokens(EmbeddingModel model, ItemId item) {
        EmbeddingBatch batch = new LocalEmbeddingReader(cache, () -> Duration.ZERO)
                .read(ReadRequest.current(model.space(), List.of(item)).accepting(Set.of(model.fingerprint())));
        byte[] tokens = new byte[batch.itemShape().bytes()];
        batch.tokens(0).get(tokens);
        return tokens;
    }

    private long next(TopicPartition partition) {
        TopicPosition position = positions.get(partition);
        return position == null ? 0 : position.nextOffset();
    }

    @Override
    public void close() {
        cache.close();
    }
}
