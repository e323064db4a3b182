package io.mixline.cache.topic;

import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.EmbeddingsRecord;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import io.mixline.schemas.codec.ItemEmbeddingCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** One partition of an embeddings topic on the heap, read into caches as the topic reader does it. */
final class MemoryTopic {

    static final TopicPartition PARTITION = new TopicPartition("item-embeddings-v1", 0);

    private static final EmbeddingsRecordCodec STARTS = new EmbeddingsRecordCodec();
    private static final ItemEmbeddingCodec EMBEDDINGS = new ItemEmbeddingCodec();

    private final List<EmbeddingsRecord> records;

    MemoryTopic(List<? extends EmbeddingsRecord> records) {
        this.records = List.copyOf(records);
    }

    long end() {
        return records.size();
    }

    /** A host over a cache: it goes on from the cache's positions. */
    Host host(EmbeddingCache cache) {
        return new Host(cache, offset -> records.get((int) offset), end());
    }

    /** A host of a topic that never ends. */
    static Host host(EmbeddingCache cache, LongFunction<EmbeddingsRecord> records) {
        return new Host(cache, records, Long.MAX_VALUE);
    }

    static TopicPosition position(long offset, long writerEpoch) {
        return new TopicPosition(offset, Optional.of(0), new Uuid(1, 1), "cluster", writerEpoch);
    }

    static ConsumerRecord<byte[], byte[]> consumed(long offset, EmbeddingsRecord record) {
        return record instanceof ItemEmbedding embedding
                ? consumed(offset, embedding.itemId().toBytes(), EMBEDDINGS.encode(embedding))
                : consumed(offset, ((EpochStart) record).key(), STARTS.encode((EpochStart) record));
    }

    static ConsumerRecord<byte[], byte[]> consumed(long offset, byte[] key, byte[] value) {
        return new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, key, value);
    }

    static final class Host {

        private final EmbeddingCache cache;
        private final TopicDecoder decoder = new TopicDecoder();
        private final LongFunction<EmbeddingsRecord> records;
        private final long end;
        private long offset;

        long offset() {
            return offset;
        }

        private Host(EmbeddingCache cache, LongFunction<EmbeddingsRecord> records, long end) {
            this.cache = cache;
            this.records = records;
            this.end = end;
            try (CacheSnapshot now = cache.snapshot()) {
                decoder.restart(now.positions());
                TopicPosition stored = now.positions().get(PARTITION);
                offset = stored == null ? 0 : stored.nextOffset();
            }
        }

        /** Applies the next records in one write, at most that many, and tells what they were. */
        List<TopicRecord> apply(int most) {
            List<TopicRecord> read = new ArrayList<>();
            while (read.size() < most && offset < end) {
                read.add(decoder.decode(PARTITION, consumed(offset, records.apply(offset))));
                offset++;
            }
            cache.apply(new TopicBatch(read, Map.of(PARTITION, position(offset, decoder.newestEpoch(PARTITION))))
                    .write());
            return read;
        }
    }
}
