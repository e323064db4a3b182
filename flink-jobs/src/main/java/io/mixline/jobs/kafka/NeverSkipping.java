package io.mixline.jobs.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts a partition that was never read at its first record. A position that was restored and that the topic no longer
 * holds fails the job, where {@code OffsetsInitializer.earliest()} would go on behind the hole: the builder takes
 * {@code auto.offset.reset} from here and from nowhere else. Positions are looked up rather than named "earliest", so
 * that a checkpoint before the first record holds them too.
 */
final class NeverSkipping implements OffsetsInitializer {

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever offsets) {
        return offsets.beginningOffsets(partitions);
    }

    @Override
    @SuppressWarnings("deprecation") // by Kafka, but the connector asks for it
    public org.apache.kafka.clients.consumer.OffsetResetStrategy getAutoOffsetResetStrategy() {
        return org.apache.kafka.clients.consumer.OffsetResetStrategy.NONE;
    }
}
