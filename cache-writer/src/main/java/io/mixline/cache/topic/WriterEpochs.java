package io.mixline.cache.topic;

import io.mixline.cache.TopicPosition;
import io.mixline.schemas.EmbeddingsRecord;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The newest run of the writing job that was seen in each partition. What an older one appends after it does not count:
 * no fence has compared it with what the newer run wrote. Moves with the positions, and is stored in them.
 */
final class WriterEpochs {

    private final Map<TopicPartition, Long> newest = new HashMap<>();

    /** Whether the record that comes next in the partition counts; if it does, what older runs append from here on does not. */
    boolean takes(TopicPartition partition, EmbeddingsRecord record) {
        long before = newest(partition);
        if (record.writerEpoch() > before) {
            newest.put(partition, record.writerEpoch());
        }
        return record.writerEpoch() >= before;
    }

    /** 0 where none was seen. */
    long newest(TopicPartition partition) {
        return newest.getOrDefault(partition, 0L);
    }

    /** Goes back to what was seen below these positions. */
    void restart(Map<TopicPartition, TopicPosition> positions) {
        newest.clear();
        positions.forEach((partition, position) -> newest.put(partition, position.writerEpoch()));
    }
}
