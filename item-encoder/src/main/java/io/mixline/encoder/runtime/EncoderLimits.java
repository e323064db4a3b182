package io.mixline.encoder.runtime;

import io.mixline.encoder.RunSize;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of an encoder.
 *
 * @param queuedTexts texts of one lane that are in the encoder at one time, in whatever stage
 * @param tokensPerRun positions in one run on the device, padding included; null for what suits engine and device
 * @param backfillPatience BACKFILL gets one run at least this often while LIVE keeps the device busy
 */
public record EncoderLimits(int queuedTexts, @Nullable Integer tokensPerRun, Duration backfillPatience)
        implements Serializable {

    public static final EncoderLimits DEFAULT = new EncoderLimits(1024, null, Duration.ofSeconds(1));

    /** With a budget of tokens, this many windows at most share a run. */
    private static final int WINDOWS_PER_RUN = 256;

    public EncoderLimits {
        if (queuedTexts < 1) {
            throw new IllegalArgumentException("queuedTexts: " + queuedTexts + " (expected: > 0)");
        }
        if (tokensPerRun != null && tokensPerRun < 1) {
            throw new IllegalArgumentException("tokensPerRun: " + tokensPerRun + " (expected: > 0)");
        }
        if (backfillPatience.isNegative()) {
            throw new IllegalArgumentException("backfillPatience: " + backfillPatience + " (expected: >= 0)");
        }
    }

    RunSize runSize(RunSize preferred) {
        return tokensPerRun == null ? preferred : new RunSize(WINDOWS_PER_RUN, tokensPerRun);
    }
}
