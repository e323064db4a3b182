package io.mixline.cache;

import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.Lane;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.TextFingerprint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a cache knows of an item under one model, beside its embedding tokens. It outlives them: a deleted item keeps its
 * order, so that nothing older brings it back.
 *
 * @param text null for a deleted item, and only then
 */
public record ItemMetadata(
        ItemOrder order, Origin origin, @Nullable Text text) {

    public ItemMetadata {
        if (order.isDelete() != (text == null)) {
            throw new IllegalArgumentException("text: " + (text == null ? "absent" : "present")
                    + " (expected: absent just for DELETE), order " + order);
        }
    }

    public static ItemMetadata of(ItemEmbedding embedding) {
        EncodedText text = embedding.text();
        return new ItemMetadata(
                embedding.order(), Origin.of(embedding.provenance()), text == null ? null : Text.of(text));
    }

    public boolean isDeleted() {
        return order.isDelete();
    }

    /**
     * Who wrote it, and when; times are kept to the millisecond.
     *
     * @param writerEpoch grows with every run of the writing job
     */
    public record Origin(Lane lane, long writerEpoch, Instant changedAt, Instant encodedAt) {

        static Origin of(Provenance provenance) {
            return new Origin(
                    provenance.lane(), provenance.writerEpoch(), provenance.changedAt(), provenance.encodedAt());
        }
    }

    /** Which text the tokens stand for. */
    public record Text(
            TextFingerprint fingerprint, @Nullable String shortText, int textTokens, boolean truncated) {

        static Text of(EncodedText text) {
            return new Text(text.fingerprint(), text.shortText(), text.textTokens(), text.truncated());
        }
    }
}
