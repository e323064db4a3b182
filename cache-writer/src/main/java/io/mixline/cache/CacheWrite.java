package io.mixline.cache;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Changes, and the positions that their topics are applied up to by them: what a cache applies as one. */
public record CacheWrite(List<CacheChange> changes, Map<TopicPartition, TopicPosition> positions) {

    public CacheWrite {
        changes = List.copyOf(changes);
        positions = Map.copyOf(positions);
    }

    public static CacheWrite of(CacheChange... changes) {
        return new CacheWrite(List.of(changes), Map.of());
    }

    public CacheWrite withPositions(Map<TopicPartition, TopicPosition> other) {
        return new CacheWrite(changes, other);
    }
}
