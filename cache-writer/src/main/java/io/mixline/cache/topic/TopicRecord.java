package io.mixline.cache.topic;

import io.mixline.cache.CacheChange;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.SourcePosition;
import org.jspecify.annotations.Nullable;

/** What stands at one place of an embeddings topic. */
sealed interface TopicRecord {

    SourcePosition at();

    /** What it does to a cache; null for nothing. */
    default @Nullable CacheChange change() {
        return null;
    }

    record Decoded(SourcePosition at, ItemEmbedding embedding) implements TopicRecord {

        @Override
        public CacheChange change() {
            return new CacheChange.Embedding(embedding, at.topic());
        }
    }

    /** A run of the writing job began. No item. */
    record RunStart(SourcePosition at, long writerEpoch) implements TopicRecord {}

    /**
     * It was written by a run of the job that another one had replaced. It does not count; where compaction may have kept
     * it in place of one that does, its item is forgotten.
     *
     * @param newest the run that counts
     * @param change null where it hides nothing
     */
    record Replaced(
            SourcePosition at,
            long writerEpoch,
            long newest,
            @Nullable CacheChange change) implements TopicRecord {}

    /** No embedding, whoever reads it. */
    record Unreadable(SourcePosition at, String reason) implements TopicRecord {}
}
