package io.mixline.cache.topic;

import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.SourcePosition;

/** What stands at one place of an embeddings topic. */
sealed interface TopicRecord {

    SourcePosition at();

    record Decoded(SourcePosition at, ItemEmbedding embedding) implements TopicRecord {}

    /** No embedding, whoever reads it. */
    record Unreadable(SourcePosition at, String reason) implements TopicRecord {}
}
