package io.mixline.cache.topic;

import io.mixline.cache.CacheException;
import io.mixline.cache.TopicPosition;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Which topic a name stands for at the moment: a topic made again has the old name, and other records. */
record TopicIdentity(Uuid topicId, String clusterId) {

    TopicPosition position(OffsetAndMetadata next, long writerEpoch) {
        return new TopicPosition(next.offset(), next.leaderEpoch(), topicId, clusterId, writerEpoch);
    }

    /** Refuses a position of another topic: its offsets mean nothing here. */
    void check(TopicPartition partition, TopicPosition stored) {
        if (!topicId.equals(stored.topicId()) || !clusterId.equals(stored.clusterId())) {
            throw new CacheException(
                    CacheException.Kind.FATAL,
                    "position of " + partition + ": " + stored + " (expected: of " + this
                            + "); the topic was made again or the cluster is another one: delete the cache's directory to"
                            + " read it from its start");
        }
    }
}
