package io.mixline.cli.path;

import io.mixline.jobs.fence.OutgoingRecord;
import io.mixline.jobs.writer.EmbeddingsTopic;
import io.mixline.jobs.writer.EmbeddingsTopic.Records;
import io.mixline.jobs.writer.EmbeddingsTopic.TopicRead;
import io.mixline.jobs.writer.WriterClaims;
import io.mixline.jobs.writer.WriterTopics;
import io.mixline.schemas.EmbeddingsRecord;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.WriterClaim;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** An embeddings topic that can be compacted, and the claims to it. */
final class MemoryTopic {

    static final String NAME = "item-embeddings-path";
    static final int PARTITIONS = 2;

    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

    private final EmbeddingsRecordCodec codec = new EmbeddingsRecordCodec();
    private final List<List<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
    private final long[] ends = new long[PARTITIONS];
    private final List<WriterClaim> claims = new ArrayList<>();
    /** Where replaced runs have written, of each item; and of these what a run has read since. */
    private final Map<String, Set<Long>> hidden = new HashMap<>();

    private final Map<String, Set<Long>> told = new HashMap<>();

    MemoryTopic() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(new ArrayList<>());
        }
    }

    void append(OutgoingRecord record) {
        int partition = Math.floorMod(ByteBuffer.wrap(record.key()).hashCode(), PARTITIONS);
        append(partition, record.key(), record.value());
    }

    private void append(int partition, byte[] key, byte[] value) {
        partitions.get(partition).add(new ConsumerRecord<>(NAME, partition, ends[partition]++, key, value));
        if (codec.decode(key, value) instanceof ItemEmbedding embedding && embedding.writerEpoch() < newestEpoch()) {
            add(hidden, embedding, ends[partition] - 1);
        }
    }

    private long newestEpoch() {
        return claims.stream().mapToLong(WriterClaim::writerEpoch).max().orElse(0);
    }

    private static void add(Map<String, Set<Long>> offsets, ItemEmbedding embedding, long offset) {
        var unused = offsets.computeIfAbsent(embedding.itemId().value(), item -> new HashSet<>())
                .add(offset);
    }

    /** Whether a run that was replaced has ever written this item. */
    boolean mayBeHidden(String itemId) {
        return hidden.containsKey(itemId);
    }

    /** Whether it has, and a later run knows of it all. */
    boolean isHiddenUnknown(String itemId) {
        return !told.getOrDefault(itemId, Set.of()).containsAll(hidden.getOrDefault(itemId, Set.of()));
    }

    /** Keeps, of what stands below the offset, the last record of each key. */
    void compact(int partition, long below) {
        List<ConsumerRecord<byte[], byte[]>> records = partitions.get(partition);
        Map<ByteBuffer, Long> last = new HashMap<>();
        records.stream()
                .filter(record -> record.offset() < below)
                .forEach(record -> last.put(ByteBuffer.wrap(record.key()), record.offset()));
        records.removeIf(record ->
                record.offset() < below && last.getOrDefault(ByteBuffer.wrap(record.key()), 0L) > record.offset());
    }

    void compactWhole() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            compact(partition, end(partition));
        }
    }

    long end(int partition) {
        return ends[partition];
    }

    /** What a consumer at this offset gets next. */
    List<ConsumerRecord<byte[], byte[]>> from(int partition, long offset, int count) {
        return partitions.get(partition).stream()
                .filter(record -> record.offset() >= offset)
                .limit(count)
                .toList();
    }

    WriterTopics asWriter() {
        return new WriterTopics(TopicSession::new, topic -> new ClaimsSession(), () -> NOW);
    }

    private final class ClaimsSession implements WriterClaims.Session {

        @Override
        public List<WriterClaim> all() {
            return List.copyOf(claims);
        }

        @Override
        public void append(WriterClaim claim) {
            claims.add(claim);
        }

        @Override
        public void close() {}
    }

    private final class TopicSession implements EmbeddingsTopic.Session {

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Map<String, String> topicIds() {
            return Map.of(NAME, "id");
        }

        @Override
        public boolean holdsEmbeddings() {
            return partitions.stream().flatMap(List::stream).anyMatch(record -> !EpochStart.isKey(record.key()));
        }

        @Override
        public void begin(EpochStart start) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                append(partition, start.key(), codec.encode(start));
            }
        }

        @Override
        public Map<Integer, Long> ends() {
            return Map.of(0, ends[0], 1, ends[1]);
        }

        @Override
        public long read(TopicRead from, Records told) {
            long newest = from.epoch();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                newest = Math.max(newest, read(partition, from, told));
            }
            return newest;
        }

        private long read(int partition, TopicRead from, Records told) {
            long newest = from.epoch();
            long offset = from.offsets().getOrDefault(partition, 0L);
            for (ConsumerRecord<byte[], byte[]> record : from(partition, offset, Integer.MAX_VALUE)) {
                EmbeddingsRecord decoded = codec.decode(record.key(), record.value());
                newest = Math.max(newest, decoded.writerEpoch());
                if (decoded instanceof ItemEmbedding embedding) {
                    if (embedding.writerEpoch() == newest) {
                        told.written(embedding);
                    } else {
                        told.replaced(embedding);
                        add(MemoryTopic.this.told, embedding, record.offset());
                    }
                }
            }
            return newest;
        }

        private List<ConsumerRecord<byte[], byte[]>> from(int partition, long offset, int count) {
            return MemoryTopic.this.from(partition, offset, count);
        }

        @Override
        public void close() {}
    }
}
