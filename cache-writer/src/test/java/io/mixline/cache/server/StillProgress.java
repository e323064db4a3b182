package io.mixline.cache.server;

import io.mixline.cache.HostProgress;
import java.time.Duration;
import java.util.Optional;

/** Of a host that follows no topic. */
record StillProgress(boolean isReady, Duration behind) implements HostProgress {

    /** Ready, and not behind. */
    StillProgress() {
        this(true, Duration.ZERO);
    }

    @Override
    public long lag() {
        return 0;
    }

    @Override
    public Optional<Duration> knownBehind() {
        return Optional.of(behind);
    }
}
