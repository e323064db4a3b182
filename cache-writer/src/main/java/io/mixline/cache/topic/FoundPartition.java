package io.mixline.cache.topic;

import io.mixline.cache.CacheException;
import io.mixline.cache.RereadReason;
import io.mixline.cache.TopicPosition;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition as the cluster has it now.
 *
 * @param start the first offset that is there
 * @param end the offset after the last one
 * @param leaderEpoch the newest one in its log, where Kafka knows it
 */
record FoundPartition(TopicIdentity identity, long start, long end, Optional<Integer> leaderEpoch) {

    /**
     * Whether reading can go on from a position.
     *
     * @throws LostTopicException where the log no longer is what was read up to there
     * @throws CacheException FATAL where it is another cluster
     */
    void check(TopicPartition partition, TopicPosition stored) {
        identity.check(partition, stored);
        if (stored.nextOffset() < start) {
            throw lost(partition, RereadReason.TRIMMED, "begins at " + start + ", above the position", stored);
        }
        if (stored.nextOffset() > end) {
            throw lost(partition, RereadReason.CUT, "ends at " + end + ", below the position", stored);
        }
        // A log never goes back to an older leader but by losing what the newer one wrote.
        if (leaderEpoch.isPresent() && stored.leaderEpoch().orElse(0) > leaderEpoch.get()) {
            throw lost(partition, RereadReason.CUT, "is of leader epoch " + leaderEpoch.get(), stored);
        }
    }

    static LostTopicException lost(TopicPartition partition, RereadReason reason, String what, TopicPosition stored) {
        return new LostTopicException(
                partition.topic(), reason, "the log of " + partition + " " + what + ": " + stored);
    }
}
