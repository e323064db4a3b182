package io.mixline.jobs.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often an encode that failed for a passing reason is tried, and how long to wait in between: {@code firstBackoff}
 * after the first failure, then twice as long each time. When no attempt is left the job fails, and Flink restarts it.
 */
public record RetryPolicy(int attempts, Duration firstBackoff) implements Serializable {

    private static final int MAX_DOUBLINGS = 10;

    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: " + attempts + " (expected: > 0)");
        }
        if (firstBackoff.isNegative()) {
            throw new IllegalArgumentException("firstBackoff: " + firstBackoff + " (expected: >= 0)");
        }
    }

    /** How long to wait after so many attempts have failed. */
    public Duration backoffAfter(int failedAttempts) {
        return firstBackoff.multipliedBy(1L << Math.min(failedAttempts - 1, MAX_DOUBLINGS));
    }
}
