package io.mixline.cache.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/** How fresh changes were when they became readable: durations to 3 %, from a millisecond to years. Thread-safe. */
public final class FreshnessSummary {

    // Values below STEPS milliseconds have a bucket each; from there on each doubling has STEPS buckets.
    private static final int STEPS = 32;
    private static final int STEP_BITS = 5;

    private final AtomicLongArray buckets = new AtomicLongArray(STEPS * (Long.SIZE - STEP_BITS));

    void add(Duration sinceChange) {
        buckets.incrementAndGet(bucket(Math.max(0, sinceChange.toMillis())));
    }

    public long count() {
        long count = 0;
        for (int bucket = 0; bucket < buckets.length(); bucket++) {
            count += buckets.get(bucket);
        }
        return count;
    }

    /** The duration that this share of the changes did not exceed; zero where there were none. */
    public Duration quantile(double share) {
        if (share < 0 || share > 1) {
            throw new IllegalArgumentException("share: " + share + " (expected: 0 to 1)");
        }
        long wanted = Math.max(1, (long) Math.ceil(share * count()));
        long seen = 0;
        for (int bucket = 0; bucket < buckets.length(); bucket++) {
            seen += buckets.get(bucket);
            if (seen >= wanted) {
                return Duration.ofMillis(highest(bucket));
            }
        }
        return Duration.ZERO;
    }

    private static int bucket(long millis) {
        int doublings = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(millis) - STEP_BITS - 1);
        return (doublings << STEP_BITS) + (int) (millis >> doublings);
    }

    private static long highest(int bucket) {
        int doublings = Math.max(0, (bucket >> STEP_BITS) - 1);
        long step = bucket - ((long) doublings << STEP_BITS);
        return ((step + 1) << doublings) - 1;
    }
}
