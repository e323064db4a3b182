package io.mixline.jobs.fence;

import io.mixline.jobs.encode.EncodedChange;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemChange;
import org.jspecify.annotations.Nullable;

/** Lets tests of other packages catch a fence up with what was written. */
public final class FenceCatchUp {

    private FenceCatchUp() {}

    public static @Nullable FenceEntry caughtUp(@Nullable FenceEntry entry, EncodedChange written) {
        ItemChange change = written.gated().change();
        @Nullable EncodedText text = written.text();
        return new WrittenRecord(
                        change.itemId().value(),
                        change.order(),
                        text == null ? null : text.fingerprint(),
                        written.encodedAt(),
                        true)
                .caughtUp(entry);
    }
}
