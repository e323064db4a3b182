package io.mixline.cli.demo.promise;

import io.mixline.schemas.EmbeddingsRecord;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * All embeddings of a topic that count, and what compaction would leave of it: the last record of each key, whatever its
 * version.
 */
public final class TopicContents {

    private final List<Placed> records;
    private final long newestEpoch;
    private final Map<ItemId, ItemEmbedding> last = new HashMap<>();
    private final Map<ItemId, Map<ItemOrder, ItemEmbedding>> byOrder = new HashMap<>();

    private TopicContents(List<Placed> records, long newestEpoch) {
        this.records = records;
        this.newestEpoch = newestEpoch;
        for (Placed record : records) {
            ItemEmbedding embedding = record.embedding();
            last.put(embedding.itemId(), embedding);
            byOrder.computeIfAbsent(embedding.itemId(), id -> new HashMap<>()).put(embedding.order(), embedding);
        }
    }

    /** A record and where it stands. */
    record Placed(TopicPartition partition, long offset, ItemEmbedding embedding) {}

    public static TopicContents read(WholeTopic reader, String topic) {
        EmbeddingsRecordCodec codec = new EmbeddingsRecordCodec();
        List<Placed> records = new ArrayList<>();
        Map<TopicPartition, Long> epochs = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : reader.read(topic)) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            EmbeddingsRecord decoded = codec.decode(record.key(), record.value());
            long newest = epochs.merge(partition, decoded.writerEpoch(), Math::max);
            if (decoded instanceof ItemEmbedding embedding && embedding.writerEpoch() == newest) {
                records.add(new Placed(partition, record.offset(), embedding));
            }
        }
        return new TopicContents(
                records,
                epochs.values().stream().mapToLong(Long::longValue).max().orElse(0));
    }

    List<Placed> records() {
        return records;
    }

    /** The newest run of the job that has begun in the topic; 0 where none has. */
    public long newestEpoch() {
        return newestEpoch;
    }

    public int size() {
        return records.size();
    }

    @Nullable
    ItemEmbedding last(ItemId id) {
        return last.get(id);
    }

    /** The records of an item at a version, deletes aside: those of several encodings. */
    List<ItemEmbedding> embeddings(ItemId id, long version) {
        return byOrder.getOrDefault(id, Map.of()).values().stream()
                .filter(embedding -> embedding.order().version().value() == version && !embedding.isTombstone())
                .toList();
    }
}
