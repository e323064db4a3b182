package io.mixline.jobs.gate;

import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.TextFingerprint;
import org.jspecify.annotations.Nullable;

/**
 * A change that the gate let pass.
 *
 * @param fingerprint of its text; there for ENCODE and MARK
 * @param refusal why it could not be handled; there for FAILED
 */
public record GatedChange(
        ItemChange change,
        GateVerdict verdict,
        @Nullable TextFingerprint fingerprint,
        @Nullable DeadLetterReason refusal) {

    public GatedChange {
        boolean hasText = verdict == GateVerdict.ENCODE || verdict == GateVerdict.MARK;
        if (hasText != (fingerprint != null)) {
            throw new IllegalArgumentException("fingerprint: " + fingerprint + " (expected: just for ENCODE and MARK)");
        }
        if ((verdict == GateVerdict.FAILED) != (refusal != null)) {
            throw new IllegalArgumentException("refusal: " + refusal + " (expected: just for FAILED)");
        }
    }

    public static GatedChange encode(ItemChange change, TextFingerprint fingerprint) {
        return new GatedChange(change, GateVerdict.ENCODE, fingerprint, null);
    }

    public static GatedChange delete(ItemChange change) {
        return new GatedChange(change, GateVerdict.DELETE, null, null);
    }

    public static GatedChange mark(ItemChange change, TextFingerprint fingerprint) {
        return new GatedChange(change, GateVerdict.MARK, fingerprint, null);
    }

    public static GatedChange failed(ItemChange change, DeadLetterReason refusal) {
        return new GatedChange(change, GateVerdict.FAILED, null, refusal);
    }
}
