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

    /** Of a cache that follows no topic. */
    static HostProgress complete() {
        return new HostProgress() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public long lag() {
                return 0;
            }

            @Override
            public Duration behind() {
                return Duration.ZERO;
            }

            @Override
            public Optional<Duration> knownBehind() {
                return Optional.of(Duration.ZERO);
            }
        };
    }
}
