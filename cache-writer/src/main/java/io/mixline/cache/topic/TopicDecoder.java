package io.mixline.cache.topic;

import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.codec.ItemEmbeddingCodec;
import io.mixline.schemas.codec.RecordRefusedException;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Decodes what stands in an embeddings topic. Its key must be the item's id: Kafka compacts by it. */
final class TopicDecoder {

    private final ItemEmbeddingCodec codec = new ItemEmbeddingCodec();

    TopicRecord decode(ConsumerRecord<byte[], byte[]> record) {
        SourcePosition at = new SourcePosition(record.topic(), record.partition(), record.offset());
        byte[] value = record.value();
        if (value == null) {
            return new TopicRecord.Unreadable(
                    at, "value: null (expected: an embedding or a tombstone with its version)");
        }
        try {
            ItemEmbedding embedding = codec.decode(value);
            return Arrays.equals(embedding.itemId().toBytes(), record.key())
                    ? new TopicRecord.Decoded(at, embedding)
                    : new TopicRecord.Unreadable(at, "key: another one (expected: item id " + embedding.itemId() + ")");
        } catch (RecordRefusedException e) {
            return new TopicRecord.Unreadable(at, e.kind() + ", " + e.getMessage());
        }
    }
}
