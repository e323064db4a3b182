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
 * @param text as the gate composed it, so that it is not composed again; there for ENCODE where the gate had it at hand.
 *     Null for what was held, for a change restored from a state that is older than this component, and behind the
 *     encode step
 */
public record GatedChange(
        ItemChange change,
        GateVerdict verdict,
        @Nullable TextFingerprint fingerprint,
        @Nullable DeadLetterReason refusal,
        @Nullable ComposedText text) {

    public GatedChange {
        boolean hasText = verdict == GateVerdict.ENCODE || verdict == GateVerdict.MARK;
        if (hasText != (fingerprint != null)) {
            throw new IllegalArgumentException("fingerprint: " + fingerprint + " (expected: just for ENCODE and MARK)");
        }
        if ((verdict == GateVerdict.FAILED) != (refusal != null)) {
            throw new IllegalArgumentException("refusal: " + refusal + " (expected: just for FAILED)");
        }
        if (text != null
                && (verdict != GateVerdict.ENCODE || !text.fingerprint().equals(fingerprint))) {
            throw new IllegalArgumentException("text: of " + text.fingerprint() + " for " + verdict + " of "
                    + fingerprint + " (expected: just for ENCODE, with its fingerprint)");
        }
    }

    public static GatedChange encode(ItemChange change, ComposedText text) {
        return new GatedChange(change, GateVerdict.ENCODE, text.fingerprint(), null, text);
    }

    /** For a change whose text is not at hand, and is composed again where it is encoded. */
    public static GatedChange encode(ItemChange change, TextFingerprint fingerprint) {
        return new GatedChange(change, GateVerdict.ENCODE, fingerprint, null, null);
    }

    public static GatedChange delete(ItemChange change) {
        return new GatedChange(change, GateVerdict.DELETE, null, null, null);
    }

    public static GatedChange mark(ItemChange change, TextFingerprint fingerprint) {
        return new GatedChange(change, GateVerdict.MARK, fingerprint, null, null);
    }

    public static GatedChange failed(ItemChange change, DeadLetterReason refusal) {
        return new GatedChange(change, GateVerdict.FAILED, null, refusal, null);
    }

    /** The same change, for where its text is not needed any more. */
    public GatedChange withoutText() {
        return text == null ? this : new GatedChange(change, verdict, fingerprint, refusal, null);
    }
}
