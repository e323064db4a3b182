package io.mixline.cache;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What a cache holds, but for its items.
 *
 * @param format of its files
 * @param models the first one first
 * @param positions up to where each partition is applied
 */
public record CacheContent(int format, List<CachedModel> models, Map<TopicPartition, TopicPosition> positions) {

    public CacheContent {
        models = List.copyOf(models);
        positions = Map.copyOf(positions);
    }
}
