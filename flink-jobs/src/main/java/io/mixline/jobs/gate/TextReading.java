package io.mixline.jobs.gate;

import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.TextFingerprint;
import org.jspecify.annotations.Nullable;

/** A change's text, as far as the gate needs it: its fingerprint, or why there is none. Just one of both is there. */
public record TextReading(
        @Nullable TextFingerprint fingerprint, @Nullable DeadLetterReason refusal) {

    public TextReading {
        if ((fingerprint == null) == (refusal == null)) {
            throw new IllegalArgumentException(
                    "fingerprint, refusal: " + fingerprint + ", " + refusal + " (expected: just one)");
        }
    }
}
