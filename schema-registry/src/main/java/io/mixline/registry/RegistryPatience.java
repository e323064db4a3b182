package io.mixline.registry;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long to ask.
 *
 * @param timeout of one request
 * @param attempts in all, for failures that may pass
 * @param firstBackoff after the first failure; twice as long after each next
 * @param unknownIdTtl how long an id that the registry did not know is not asked for again
 */
public record RegistryPatience(Duration timeout, int attempts, Duration firstBackoff, Duration unknownIdTtl)
        implements Serializable {

    private static final int MAX_DOUBLINGS = 6;

    Duration backoffAfter(int failures) {
        return firstBackoff.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
    }
}
