package io.mixline.cache.topic;

import io.mixline.cache.CacheChange;
import io.mixline.cache.ReadsFirst;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.EmbeddingsRecord;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import io.mixline.schemas.codec.Framing;
import io.mixline.schemas.codec.RecordRefusedException;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what stands in an embeddings topic, in the order of each partition. A record's key must be that of its item or
 * epoch: Kafka compacts by it.
 */
final class TopicDecoder {

    private final EmbeddingsRecordCodec codec;
    private final WriterEpochs epochs = new WriterEpochs();
    private final CompactionGaps gaps = new CompactionGaps();

    TopicDecoder() {
        this(Framing.singleObject());
    }

    TopicDecoder(Framing framing) {
        this.codec = new EmbeddingsRecordCodec(framing);
    }

    /** Goes back to what was seen below these positions. */
    void restart(Map<TopicPartition, TopicPosition> positions) {
        epochs.restart(positions);
        gaps.restart();
    }

    /** Told of where partitions end, asked for after everything that was decoded. */
    void ends(Map<TopicPartition, Long> ends) {
        gaps.ends(ends);
    }

    /** The newest run that was seen in the partition; 0 where none was. */
    long newestEpoch(TopicPartition partition) {
        return epochs.newest(partition);
    }

    TopicRecord decode(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        ReadsFirst.giveWay();
        gaps.read(partition, record.offset());
        SourcePosition at = new SourcePosition(record.topic(), record.partition(), record.offset());
        byte[] value = record.value();
        if (value == null) {
            return new TopicRecord.Unreadable(
                    at, "value: null (expected: an embedding or a tombstone with its version)");
        }
        try {
            EmbeddingsRecord decoded = codec.decode(record.key(), value);
            if (!Arrays.equals(key(decoded), record.key())) {
                return new TopicRecord.Unreadable(at, "key: another one (expected: that of " + name(decoded) + ")");
            }
            return take(partition, at, decoded);
        } catch (RecordRefusedException e) {
            return new TopicRecord.Unreadable(at, e.kind() + ", " + e.getMessage());
        }
    }

    private TopicRecord take(TopicPartition partition, SourcePosition at, EmbeddingsRecord decoded) {
        if (!epochs.takes(partition, decoded)) {
            return new TopicRecord.Replaced(
                    at, decoded.writerEpoch(), epochs.newest(partition), hidden(partition, at, decoded));
        }
        return decoded instanceof ItemEmbedding embedding
                ? new TopicRecord.Decoded(at, embedding)
                : new TopicRecord.RunStart(at, decoded.writerEpoch());
    }

    private @Nullable CacheChange hidden(TopicPartition partition, SourcePosition at, EmbeddingsRecord replaced) {
        return replaced instanceof ItemEmbedding embedding && gaps.mayHide(partition, at.offset())
                ? new CacheChange.Erasure(embedding.model(), embedding.itemId())
                : null;
    }

    private static byte[] key(EmbeddingsRecord decoded) {
        return decoded instanceof ItemEmbedding embedding ? embedding.itemId().toBytes() : ((EpochStart) decoded).key();
    }

    private static String name(EmbeddingsRecord decoded) {
        return decoded instanceof ItemEmbedding embedding
                ? "item id " + embedding.itemId()
                : "epoch " + decoded.writerEpoch();
    }
}
