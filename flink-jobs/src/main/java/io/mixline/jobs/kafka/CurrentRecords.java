package io.mixline.jobs.kafka;

import io.mixline.schemas.EmbeddingsRecord;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import io.mixline.schemas.codec.RecordRefusedException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which records of an embeddings topic count: what a replaced run appended after its successor had begun does not.
 * To be shown the records of a partition in their order. For one thread.
 */
final class CurrentRecords {

    private static final Logger LOG = LoggerFactory.getLogger(CurrentRecords.class);

    private final EmbeddingsRecordCodec codec;
    private final Map<Integer, Long> epochs = new HashMap<>();
    private final long begunBefore;

    /** @param begunBefore the epoch that had begun before the first of the records; 0 for the beginning of the topic */
    CurrentRecords(EmbeddingsRecordCodec codec, long begunBefore) {
        this.codec = codec;
        this.begunBefore = begunBefore;
    }

    /** The record, which is now the last seen of its partition; null for what is none of ours. */
    @Nullable
    EmbeddingsRecord next(ConsumerRecord<byte[], byte[]> record) {
        @Nullable EmbeddingsRecord decoded = decode(record);
        if (decoded != null) {
            epochs.merge(record.partition(), Math.max(begunBefore, decoded.writerEpoch()), Math::max);
        }
        return decoded;
    }

    /** Whether a newer run had begun in the partition before the last record seen of it, which is this one. */
    boolean isReplaced(int partition, EmbeddingsRecord last) {
        return last.writerEpoch() < epochs.getOrDefault(partition, begunBefore);
    }

    /** Of all records seen. */
    long newestEpoch() {
        return epochs.values().stream().mapToLong(Long::longValue).max().orElse(begunBefore);
    }

    /** Readers pass such a record over, and so do we. */
    private @Nullable EmbeddingsRecord decode(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return null;
        }
        try {
            return codec.decode(record.key(), record.value());
        } catch (RecordRefusedException e) {
            LOG.warn(
                    "{}-{}@{} is no embedding and was passed over: {}. Something else writes this topic; find it",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return null;
        }
    }
}
