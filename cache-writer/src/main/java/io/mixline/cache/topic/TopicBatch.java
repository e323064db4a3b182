package io.mixline.cache.topic;

import io.mixline.cache.TopicPosition;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What one poll brought, in each partition's order, and where the partitions that it moved stand after it. */
record TopicBatch(List<TopicRecord> records, Map<TopicPartition, TopicPosition> positions) {

    static final TopicBatch EMPTY = new TopicBatch(List.of(), Map.of());

    boolean isEmpty() {
        return records.isEmpty() && positions.isEmpty();
    }
}
