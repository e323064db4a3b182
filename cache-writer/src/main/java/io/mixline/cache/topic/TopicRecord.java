package io.mixline.cache.topic;

import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.SourcePosition;

/** What stands at one place of an embeddings topic. */
sealed interface TopicRecord {

    SourcePosition at();

    record Decoded(SourcePosition at, ItemEmbedding embedding) implements TopicRecord {}

    /** A run of the writing job began. No item. */
    record RunStart(SourcePosition at, long writerEpoch) implements TopicRecord {}

    /**
     * It was written by a run of the job that another one had replaced.
     *
     * @param newest the run that counts
     */
    record Replaced(SourcePosition at, long writerEpoch, long newest) implements TopicRecord {}

    /** No embedding, whoever reads it. */
    record Unreadable(SourcePosition at, String reason) implements TopicRecord {}
}
