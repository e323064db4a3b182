package io.mixline.jobs.fence;

import io.mixline.jobs.writer.EmbeddingsTopic;
import io.mixline.jobs.writer.EmbeddingsTopic.Records;
import io.mixline.jobs.writer.EmbeddingsTopic.TopicRead;
import io.mixline.jobs.writer.WriterClaims;
import io.mixline.jobs.writer.WriterTopics;
import io.mixline.schemas.EmbeddingsRecord;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.WriterClaim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An embeddings topic of one partition and its claims, in memory. */
final class RecordedTopic {

    static final String NAME = "item-embeddings-fence-test";

    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

    private final List<EmbeddingsRecord> records = new ArrayList<>();
    private final List<WriterClaim> claims = new ArrayList<>();
    private String id = "first-id";
    private String name = NAME;

    void append(EmbeddingsRecord record) {
        records.add(record);
    }

    /** As another run does. */
    void claim(WriterClaim claim) {
        claims.add(claim);
    }

    List<WriterClaim> claims() {
        return claims;
    }

    void loseClaims() {
        claims.clear();
    }

    /** Another model version's. */
    void becomeAnother() {
        name = "item-embeddings-another";
        id = "another-id";
    }

    void makeAgain() {
        records.clear();
        id = "second-id";
    }

    List<EpochStart> starts() {
        return records.stream()
                .filter(EpochStart.class::isInstance)
                .map(EpochStart.class::cast)
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
            return name;
        }

        @Override
        public Map<String, String> topicIds() {
            return Map.of(name, id);
        }

        @Override
        public boolean holdsEmbeddings() {
            return records.stream().anyMatch(ItemEmbedding.class::isInstance);
        }

        @Override
        public void begin(EpochStart start) {
            append(start);
        }

        @Override
        public Map<Integer, Long> ends() {
            return Map.of(0, (long) records.size());
        }

        @Override
        public long read(TopicRead from, Records told) {
            long newest = from.epoch();
            int start = Math.toIntExact(from.offsets().getOrDefault(0, 0L));
            for (EmbeddingsRecord record : records.subList(start, records.size())) {
                newest = Math.max(newest, record.writerEpoch());
                if (record instanceof ItemEmbedding embedding) {
                    if (record.writerEpoch() == newest) {
                        told.written(embedding);
                    } else {
                        told.replaced(embedding);
                    }
                }
            }
            return newest;
        }

        @Override
        public void close() {}
    }
}
