package io.mixline.cache;

import java.time.Duration;
import java.util.Optional;

/** How far a host is, for who asks from outside. Thread-safe. */
public interface HostProgress extends HostLag {

    /** Whether its reads are up to date, as its settings say what that is. */
    boolean isReady();

    /** Records of the topics that are not applied yet. */
    long lag();

    /** As {@link #behind}; empty before the cache was complete for the first time. */
    Optional<Duration> knownBehind();
}
