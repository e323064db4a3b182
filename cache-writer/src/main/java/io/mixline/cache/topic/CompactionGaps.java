package io.mixline.cache.topic;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Where compaction may have taken records before they were read here. It takes a record because of a later one of its key.
 * Where that later one was appended by a replaced run and does not count, the one that did is gone, unseen. Such a later
 * record stood in the topic already when the gap was read, so an end that is asked for afterwards lies behind it.
 */
final class CompactionGaps {

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<TopicPartition, Long> doubtfulBelow = new HashMap<>();

    /** Forgets what was read: before the place where reading begins anything may be a gap. */
    void restart() {
        next.clear();
        doubtfulBelow.clear();
    }

    /** Told of every record, in each partition's order. */
    void read(TopicPartition partition, long offset) {
        Long expected = next.put(partition, offset + 1);
        if (expected == null || offset != expected) {
            doubtfulBelow.put(partition, UNKNOWN);
        }
    }

    /** Told of where partitions end, asked for after everything that was read. */
    void ends(Map<TopicPartition, Long> ends) {
        doubtfulBelow.replaceAll((partition, below) -> Math.min(below, ends.getOrDefault(partition, UNKNOWN)));
    }

    /** Whether a record at that place may stand for one that was taken before it was read here. */
    boolean mayHide(TopicPartition partition, long offset) {
        return offset < doubtfulBelow.getOrDefault(partition, 0L);
    }
}
