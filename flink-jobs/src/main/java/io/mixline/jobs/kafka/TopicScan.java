package io.mixline.jobs.kafka;

import io.mixline.jobs.writer.StartRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** A read of partitions from given offsets to where they end when it begins. The caller polls the consumer. */
final class TopicScan {

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> beginnings;
    private final Map<TopicPartition, Long> ends;
    private long records;

    private TopicScan(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Map<Integer, Long> from) {
        this.consumer = consumer;
        this.ends = consumer.endOffsets(partitions);
        this.beginnings = consumer.beginningOffsets(partitions);
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            long start = from.getOrDefault(partition.partition(), beginnings.getOrDefault(partition, 0L));
            consumer.seek(partition, start);
            records += Math.max(0, ends.getOrDefault(partition, 0L) - start);
        }
    }

    static TopicScan fromBeginning(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        return new TopicScan(consumer, partitions, Map.of());
    }

    /** @param from by partition; the others are read from their beginning */
    static TopicScan from(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Map<Integer, Long> from) {
        return new TopicScan(consumer, partitions, from);
    }

    /** How many records there are to read, at most. */
    long records() {
        return records;
    }

    boolean goesOn() {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    /** Which of these offsets the topic no longer holds. */
    List<String> problems(Map<Integer, Long> from) {
        List<String> problems = new ArrayList<>();
        ends.forEach((partition, end) -> {
            long beginning = beginnings.getOrDefault(partition, 0L);
            long offset = from.getOrDefault(partition.partition(), beginning);
            if (offset < beginning || offset > end) {
                problems.add(partition + " holds " + beginning + " to " + end + ", and the job's state knows it up to "
                        + offset + " (expected: an offset that the topic holds; records were lost or trimmed: "
                        + StartRefusedException.SEED + ")");
            }
        });
        return problems;
    }
}
