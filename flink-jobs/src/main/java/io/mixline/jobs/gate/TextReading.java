package io.mixline.jobs.gate;

import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.TextFingerprint;
import org.jspecify.annotations.Nullable;

/** A change's text as it was composed, or why there is none. Just one of both is there; a text is never empty. */
public record TextReading(
        @Nullable ComposedText text, @Nullable DeadLetterReason refusal) {

    public TextReading {
        if ((text == null) == (refusal == null)) {
            throw new IllegalArgumentException("text, refusal: " + (text == null ? "absent" : "present") + ", "
                    + refusal + " (expected: just one)");
        }
    }

    /** The text's; null for a refusal. */
    public @Nullable TextFingerprint fingerprint() {
        return text == null ? null : text.fingerprint();
    }
}
