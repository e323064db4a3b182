package io.mixline.ranker;

import io.mixline.schemas.config.DurationText;
import java.time.Duration;
import java.util.function.LongSupplier;

/** When one call must be over, by a clock of nanoseconds. */
final class Deadline {

    private final Duration allowed;
    private final LongSupplier nanoClock;
    private final long start;

    private Deadline(Duration allowed, LongSupplier nanoClock) {
        this.allowed = allowed;
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
    }

    static Deadline in(Duration allowed, LongSupplier nanoClock) {
        return new Deadline(allowed, nanoClock);
    }

    /**
     * What is left, at least one nanosecond.
     *
     * @throws RankerException where nothing is
     */
    Duration remaining(String before) {
        Duration remaining = allowed.minusNanos(nanoClock.getAsLong() - start);
        if (remaining.isNegative() || remaining.isZero()) {
            throw passed(before);
        }
        return remaining;
    }

    RankerException passed(String before) {
        return new RankerException(
                RankerException.Kind.RETRYABLE,
                "deadline: " + DurationText.print(allowed) + " passed before " + before);
    }
}
