package io.mixline.cache.topic;

import io.mixline.cache.CacheException;
import io.mixline.cache.RereadReason;
import io.mixline.cache.TopicPosition;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Which topic a name stands for at the moment: a topic made again has the old name, and other records. */
record TopicIdentity(Uuid topicId, String clusterId) {

    TopicPosition position(OffsetAndMetadata next, long writerEpoch) {
        return new TopicPosition(next.offset(), next.leaderEpoch(), topicId, clusterId, writerEpoch);
    }

    /**
     * Whether a position is one of this topic; offsets of another mean nothing here.
     *
     * @throws LostTopicException where another topic has the name now
     * @throws CacheException FATAL where it is another cluster: more likely a wrong setting than a new home
     */
    void check(TopicPartition partition, TopicPosition stored) {
        if (!clusterId.equals(stored.clusterId())) {
            throw new CacheException(
                    CacheException.Kind.FATAL,
                    "cluster: " + clusterId + " (expected: " + stored.clusterId() + ", which the cache read "
                            + partition
                            + " of); set kafka.bootstrap.servers to that cluster, or, if this one is meant, delete the"
                            + " cache's directory to read the topics from their start");
        }
        if (!topicId.equals(stored.topicId())) {
            throw new LostTopicException(
                    partition.topic(),
                    RereadReason.RECREATED,
                    "the topic " + partition.topic() + " was made again: its id is " + topicId + ", and that of "
                            + stored + " another one");
        }
    }
}
