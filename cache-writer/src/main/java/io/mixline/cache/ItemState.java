package io.mixline.cache;

import io.mixline.schemas.EmbeddingTokens;
import org.jspecify.annotations.Nullable;

/**
 * An item's entry after changes.
 *
 * @param metadata null where the item is forgotten
 * @param tokens null where the item is deleted or forgotten
 */
public record ItemState(
        @Nullable ItemMetadata metadata, @Nullable EmbeddingTokens tokens) {}
