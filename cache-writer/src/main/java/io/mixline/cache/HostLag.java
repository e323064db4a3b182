package io.mixline.cache;

import java.time.Duration;

/** How far a host is behind its topics. */
@FunctionalInterface
public interface HostLag {

    /** Everything that stood in the topics that long ago is applied. */
    Duration behind();

    /** For a host that follows no topic. */
    static HostLag none() {
        return () -> Duration.ZERO;
    }
}
