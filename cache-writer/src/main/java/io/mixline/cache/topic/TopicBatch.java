package io.mixline.cache.topic;

import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.TopicPosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What one poll brought, in each partition's order, and where the partitions that it moved stand after it. */
record TopicBatch(List<TopicRecord> records, Map<TopicPartition, TopicPosition> positions) {

    static final TopicBatch EMPTY = new TopicBatch(List.of(), Map.of());

    /** The records of one shape, in their order. */
    <R extends TopicRecord> List<R> of(Class<R> shape) {
        List<R> ofShape = new ArrayList<>();
        for (TopicRecord record : records) {
            if (shape.isInstance(record)) {
                ofShape.add(shape.cast(record));
            }
        }
        return ofShape;
    }

    /** The records that do something to a cache. */
    List<TopicRecord> effective() {
        return records.stream().filter(record -> record.change() != null).toList();
    }

    /** The same, a batch for each partition that has records or a position. */
    List<TopicBatch> byPartition() {
        Map<TopicPartition, List<TopicRecord>> byPartition = new LinkedHashMap<>();
        positions.keySet().forEach(partition -> byPartition.put(partition, new ArrayList<>()));
        for (TopicRecord record : records) {
            byPartition
                    .computeIfAbsent(
                            new TopicPartition(record.at().topic(), record.at().partition()),
                            partition -> new ArrayList<>())
                    .add(record);
        }
        List<TopicBatch> batches = new ArrayList<>();
        byPartition.forEach((partition, of) -> {
            TopicPosition position = positions.get(partition);
            batches.add(new TopicBatch(of, position == null ? Map.of() : Map.of(partition, position)));
        });
        return batches;
    }

    /** What a cache is to apply: the changes of the {@link #effective} records, in their order. */
    CacheWrite write() {
        List<CacheChange> changes = new ArrayList<>(records.size());
        for (TopicRecord record : records) {
            CacheChange change = record.change();
            if (change != null) {
                changes.add(change);
            }
        }
        return new CacheWrite(changes, positions);
    }

    boolean isEmpty() {
        return records.isEmpty() && positions.isEmpty();
    }
}
