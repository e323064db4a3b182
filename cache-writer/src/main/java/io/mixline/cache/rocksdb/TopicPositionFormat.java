package io.mixline.cache.rocksdb;

import io.mixline.cache.TopicPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A position as bytes, big endian. Key: the topic's name, then the partition in 4 bytes. Value: version 1, whether there
 * is a leader epoch, leader epoch, next offset, topic id, and the cluster id up to the end.
 */
final class TopicPositionFormat {

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 2 + Integer.BYTES + 3 * Long.BYTES;

    private TopicPositionFormat() {}

    static byte[] key(TopicPartition partition) {
        byte[] topic = partition.topic().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(topic.length + Integer.BYTES)
                .put(topic)
                .putInt(partition.partition())
                .array();
    }

    static TopicPartition partition(byte[] key) {
        int topicBytes = key.length - Integer.BYTES;
        return new TopicPartition(
                new String(key, 0, topicBytes, StandardCharsets.UTF_8),
                ByteBuffer.wrap(key).getInt(topicBytes));
    }

    static byte[] value(TopicPosition position) {
        byte[] clusterId = position.clusterId().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_BYTES + clusterId.length)
                .put(VERSION)
                .put((byte) (position.leaderEpoch().isPresent() ? 1 : 0))
                .putInt(position.leaderEpoch().orElse(0))
                .putLong(position.nextOffset())
                .putLong(position.topicId().getMostSignificantBits())
                .putLong(position.topicId().getLeastSignificantBits())
                .put(clusterId)
                .array();
    }

    static TopicPosition position(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        FormatVersion.check("position", in.get(), VERSION);
        boolean hasEpoch = in.get() != 0;
        int epoch = in.getInt();
        long nextOffset = in.getLong();
        Uuid topicId = new Uuid(in.getLong(), in.getLong());
        String clusterId = new String(value, in.position(), in.remaining(), StandardCharsets.UTF_8);
        return new TopicPosition(nextOffset, hasEpoch ? Optional.of(epoch) : Optional.empty(), topicId, clusterId);
    }
}
