package io.mixline.ranker;

import io.mixline.schemas.ItemId;
import org.jspecify.annotations.Nullable;

/**
 * An item to score.
 *
 * @param text what to present it by where the cache has no tokens of it; null for nothing
 */
public record Candidate(ItemId itemId, @Nullable String text) {

    public static Candidate of(ItemId itemId) {
        return new Candidate(itemId, null);
    }
}
