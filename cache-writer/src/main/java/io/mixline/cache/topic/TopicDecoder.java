package io.mixline.cache.topic;

import io.mixline.schemas.EmbeddingsRecord;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import io.mixline.schemas.codec.Framing;
import io.mixline.schemas.codec.RecordRefusedException;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Decodes what stands in an embeddings topic, in the order of each partition. A record's key must be that of its item or
 * epoch: Kafka compacts by it.
 */
final class TopicDecoder {

    private final EmbeddingsRecordCodec codec;
    private final WriterEpochs epochs;

    /** @param epochs told of every record that is decoded */
    TopicDecoder(WriterEpochs epochs) {
        this(epochs, Framing.singleObject());
    }

    TopicDecoder(WriterEpochs epochs, Framing framing) {
        this.codec = new EmbeddingsRecordCodec(framing);
        this.epochs = epochs;
    }

    TopicRecord decode(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
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
            return new TopicRecord.Replaced(at, decoded.writerEpoch(), epochs.newest(partition));
        }
        return decoded instanceof ItemEmbedding embedding
                ? new TopicRecord.Decoded(at, embedding)
                : new TopicRecord.RunStart(at, decoded.writerEpoch());
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
