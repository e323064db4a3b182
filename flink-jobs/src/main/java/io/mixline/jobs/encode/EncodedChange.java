package io.mixline.jobs.encode;

import io.mixline.jobs.gate.GateVerdict;
import io.mixline.jobs.gate.GatedChange;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.EncodedText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change on its way to the fence.
 *
 * @param gated without the text that it was encoded from: the fence has no use for it
 * @param text what the encoder made of it; there if the verdict is ENCODE, and only then
 * @param encodedAt when it left the encode step
 */
public record EncodedChange(GatedChange gated, @Nullable EncodedText text, Instant encodedAt) {

    public EncodedChange {
        gated = gated.withoutText();
        if ((gated.verdict() == GateVerdict.ENCODE) != (text != null)) {
            throw new IllegalArgumentException(
                    "text: " + (text == null ? "absent" : "present") + " (expected: present just for ENCODE)");
        }
    }

    /** The same change as one that could not be handled. */
    public EncodedChange failed(DeadLetterReason reason) {
        return new EncodedChange(GatedChange.failed(gated.change(), reason), null, encodedAt);
    }
}
