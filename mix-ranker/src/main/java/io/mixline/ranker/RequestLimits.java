package io.mixline.ranker;

import io.mixline.schemas.config.DurationText;
import java.time.Duration;

/**
 * What one call may take.
 *
 * @param deadline for a whole call: the read of the cache and every HTTP request together
 * @param maxItems items of one HTTP request
 * @param maxInFlight HTTP requests of one call at the same time; with {@code maxBytes} it bounds a call's memory
 * @param maxBytes of one HTTP request's body; what is larger is split by items
 */
public record RequestLimits(Duration deadline, int maxItems, int maxInFlight, long maxBytes) {

    /** An answer may be waited for no longer, whatever is declared. */
    private static final Duration LONGEST = Duration.ofHours(1);

    public RequestLimits {
        if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("deadline: " + DurationText.print(deadline) + " (expected: > 0 and <= "
                    + DurationText.print(LONGEST) + ")");
        }
        if (maxItems < 1) {
            throw new IllegalArgumentException("maxItems: " + maxItems + " (expected: > 0)");
        }
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight: " + maxInFlight + " (expected: > 0)");
        }
        if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: > 0 and < 2 GiB)");
        }
    }

    /** Two seconds; 50 items a request, as MixLM has them in production; four requests of 32 MiB at a time. */
    public static RequestLimits defaults() {
        return new RequestLimits(Duration.ofSeconds(2), 50, 4, 32L << 20);
    }

    public RequestLimits withDeadline(Duration changed) {
        return new RequestLimits(changed, maxItems, maxInFlight, maxBytes);
    }

    public RequestLimits withMaxItems(int changed) {
        return new RequestLimits(deadline, changed, maxInFlight, maxBytes);
    }

    public RequestLimits withMaxInFlight(int changed) {
        return new RequestLimits(deadline, maxItems, changed, maxBytes);
    }

    public RequestLimits withMaxBytes(long changed) {
        return new RequestLimits(deadline, maxItems, maxInFlight, changed);
    }
}
