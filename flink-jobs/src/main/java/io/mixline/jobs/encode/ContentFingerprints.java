package io.mixline.jobs.encode;

import io.mixline.schemas.ItemContent;
import io.mixline.schemas.TextFingerprint;
import org.jspecify.annotations.Nullable;

/** Tells which contents the encoder would see as one text. */
@FunctionalInterface
public interface ContentFingerprints {

    /** Null where the composed text is empty, and there is nothing to encode. */
    @Nullable
    TextFingerprint fingerprint(ItemContent content);
}
