package io.mixline.benchmarks.path;

import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.TokenizedText;
import io.mixline.encoder.bundle.BundleManifest;
import io.mixline.encoder.hashing.HashingItemEncoder;
import io.mixline.encoder.pooling.NumberConversion;
import io.mixline.encoder.text.ItemText;
import io.mixline.encoder.text.ItemTextComposer;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.source.SourceMapping;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** What a plain loop does with a record. */
interface LoopWork {

    /** Puts what becomes of the record into the batch. */
    void put(ConsumerRecord<byte[], byte[]> record, WriteBatch batch, Families families) throws RocksDBException;

    /** The version that a stored metadata value is of. */
    long version(byte[] metadata);

    record Families(ColumnFamilyHandle tokens, ColumnFamilyHandle metadata) {}

    /** Key and value as they came: what Kafka and RocksDB cost by themselves. */
    static LoopWork bare() {
        ItemChangeCodec codec = new ItemChangeCodec(SourceMapping.jobPostingChange());
        return new LoopWork() {
            @Override
            public void put(ConsumerRecord<byte[], byte[]> record, WriteBatch batch, Families families)
                    throws RocksDBException {
                batch.put(families.metadata(), record.key(), record.value());
            }

            @Override
            public long version(byte[] metadata) {
                SourcePosition nowhere = new SourcePosition("stored", 0, 0);
                return codec.decode(new SourceRecord(null, metadata, nowhere, Instant.EPOCH))
                        .order()
                        .version()
                        .value();
            }
        };
    }

    /** Decodes, composes the text, encodes, and stores tokens and what is to be known beside them. No record is compared. */
    static LoopWork encoding(BundleManifest manifest) {
        ItemChangeCodec codec = new ItemChangeCodec(SourceMapping.jobPostingChange());
        ItemTextComposer composer = manifest.composer();
        ItemEncoder encoder = new HashingItemEncoder(manifest);
        return new LoopWork() {
            @Override
            public void put(ConsumerRecord<byte[], byte[]> record, WriteBatch batch, Families families)
                    throws RocksDBException {
                ItemChange change = codec.decode(new SourceRecord(
                        record.key(),
                        record.value(),
                        new SourcePosition(record.topic(), record.partition(), record.offset()),
                        Instant.ofEpochMilli(record.timestamp())));
                ItemText text = composer.compose(codec.content(change));
                TokenizedText tokenized = encoder.tokenize(text.text());
                float[] values = manifest.pooling()
                        .pool(encoder.run(tokenized.windows()), manifest.shape().tokens());
                byte[] key = change.itemId().toBytes();
                batch.put(
                        families.tokens(),
                        key,
                        NumberConversion.convert(values, manifest.shape()).bytes());
                batch.put(families.metadata(), key, metadata(change, text, tokenized));
            }

            @Override
            public long version(byte[] metadata) {
                return ByteBuffer.wrap(metadata).getLong();
            }
        };
    }

    /** Of an embeddings topic: decodes, and stores tokens and what is to be known beside them. No record is compared. */
    static LoopWork storing() {
        EmbeddingsRecordCodec codec = new EmbeddingsRecordCodec();
        return new LoopWork() {
            @Override
            public void put(ConsumerRecord<byte[], byte[]> record, WriteBatch batch, Families families)
                    throws RocksDBException {
                if (codec.decode(record.key(), record.value()) instanceof ItemEmbedding embedding
                        && embedding.text() != null) {
                    EncodedText text = embedding.text();
                    batch.put(families.tokens(), record.key(), text.tokens().bytes());
                    batch.put(
                            families.metadata(),
                            record.key(),
                            ByteBuffer.allocate(3 * Long.BYTES)
                                    .putLong(embedding.order().version().value())
                                    .putLong(embedding.order().reencode())
                                    .putLong(embedding.provenance().changedAt().toEpochMilli())
                                    .array());
                }
            }

            @Override
            public long version(byte[] metadata) {
                return ByteBuffer.wrap(metadata).getLong();
            }
        };
    }

    private static byte[] metadata(ItemChange change, ItemText text, TokenizedText tokenized) {
        byte[] shortText =
                text.shortText() == null ? new byte[0] : text.shortText().getBytes(StandardCharsets.UTF_8);
        byte[] fingerprint = text.fingerprint().hash().toBytes();
        return ByteBuffer.allocate(2 * Long.BYTES + fingerprint.length + Integer.BYTES + shortText.length)
                .putLong(change.order().version().value())
                .putLong(change.changedAt().toEpochMilli())
                .put(fingerprint)
                .putInt(tokenized.textTokens())
                .put(shortText)
                .array();
    }
}
