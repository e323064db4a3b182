package io.mixline.cache.rocksdb;

import io.mixline.cache.TopicPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A position as bytes, big endian. Key: the topic's name, then the partition in 4 bytes. Value: version 2, whether there
 * is a leader epoch, leader epoch, next offset, topic id, writer epoch, and the cluster id up to the end. Version 1 had
 * no writer epoch, which is 0 then.
 */
final class TopicPositionFormat {

    private static final byte WITHOUT_WRITER_EPOCH = 1;
    private static final byte VERSION = 2;
    private static final int FIXED_BYTES = 2 + Integer.BYTES + 4 * Long.BYTES;

    private TopicPositionFormat() {}

    static byte[] key(TopicPartition partition) {
        byte[] topic = partition.topic().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(topic.length + Integer.BYTES)
                .put(topic)
                .putInt(partition.partition())
                .array();
    }

    static TopicPartition partition(byte[] key) {
        try {
            return readKey(key);
        } catch (RuntimeException e) {
            throw FormatVersion.damaged("key of a position", key, e);
        }
    }

    private static TopicPartition readKey(byte[] key) {
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
                .putLong(position.writerEpoch())
                .put(clusterId)
                .array();
    }

    static TopicPosition position(byte[] value) {
        try {
            return read(value);
        } catch (RuntimeException e) {
            throw FormatVersion.damaged("position", value, e);
        }
    }

    private static TopicPosition read(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        byte version = in.get();
        if (version != WITHOUT_WRITER_EPOCH) {
            FormatVersion.check("position", version, VERSION);
        }
        boolean hasEpoch = in.get() != 0;
        int epoch = in.getInt();
        long nextOffset = in.getLong();
        Uuid topicId = new Uuid(in.getLong(), in.getLong());
        long writerEpoch = version == WITHOUT_WRITER_EPOCH ? 0 : in.getLong();
        String clusterId = new String(value, in.position(), in.remaining(), StandardCharsets.UTF_8);
        return new TopicPosition(
                nextOffset, hasEpoch ? Optional.of(epoch) : Optional.empty(), topicId, clusterId, writerEpoch);
    }
}
