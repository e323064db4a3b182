package io.mixline.client;

import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a read says of one item, beside its embedding tokens.
 *
 * @param version of the source change that is readable; null just for a MISS
 * @param changedAt when the source made that change; null just for a MISS
 * @param shortText the line that rankers keep as text; null without tokens, and where the bundle makes none
 */
public record EmbeddingRow(
        ItemId itemId,
        ItemStatus status,
        @Nullable ItemVersion version,
        @Nullable Instant changedAt,
        @Nullable String shortText) {

    public EmbeddingRow {
        boolean known = status != ItemStatus.MISS;
        if (known != (version != null) || known != (changedAt != null)) {
            throw new IllegalArgumentException("version: " + version + ", changedAt: " + changedAt
                    + " (expected: both absent just for a MISS), item " + itemId);
        }
        if (shortText != null && !status.hasTokens()) {
            throw new IllegalArgumentException(
                    "shortText: present (expected: absent for " + status + "), item " + itemId);
        }
    }

    public static EmbeddingRow miss(ItemId itemId) {
        return new EmbeddingRow(itemId, ItemStatus.MISS, null, null, null);
    }

    public static EmbeddingRow deleted(ItemId itemId, ItemVersion version, Instant changedAt) {
        return new EmbeddingRow(itemId, ItemStatus.DELETED, version, changedAt, null);
    }
}
