package io.mixline.cache;

import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * Up to where a partition is applied, and of which topic: names come back, topic ids do not.
 *
 * @param nextOffset the first record that is not applied
 * @param leaderEpoch of the last applied record, so that a log that was truncated since is noticed
 * @param writerEpoch the newest run of the writing job that was seen in the partition; 0 before the first
 */
public record TopicPosition(
        long nextOffset, Optional<Integer> leaderEpoch, Uuid topicId, String clusterId, long writerEpoch) {

    public TopicPosition {
        if (nextOffset < 0) {
            throw new IllegalArgumentException("nextOffset: " + nextOffset + " (expected: >= 0)");
        }
    }
}
