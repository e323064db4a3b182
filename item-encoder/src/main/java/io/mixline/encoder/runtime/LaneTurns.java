package io.mixline.encoder.runtime;

import io.mixline.schemas.Lane;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whose turn it is: LIVE's, as long as it waits, but BACKFILL's once it has waited {@code patience} for its turn. So
 * BACKFILL gets what LIVE leaves, and one turn each {@code patience} at the least. Not thread-safe.
 */
final class LaneTurns {

    private final long patienceNanos;
    private final LongSupplier nanoTime;
    private boolean backfillWaits;
    private long backfillWaitsSince;

    LaneTurns(Duration patience, LongSupplier nanoTime) {
        this.patienceNanos = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Something of the lane waits from now on, if nothing did before. */
    void waiting(Lane lane) {
        if (lane == Lane.BACKFILL && !backfillWaits) {
            backfillWaits = true;
            backfillWaitsSince = nanoTime.getAsLong();
        }
    }

    /** The lane to serve; at least one of both must be waiting. */
    Lane next(boolean liveWaits) {
        if (!liveWaits || backfillIsDue()) {
            return Lane.BACKFILL;
        }
        return Lane.LIVE;
    }

    /** BACKFILL had its turn, and waits for its next one if {@code more} is waiting. */
    void backfillServed(boolean more) {
        backfillWaits = more;
        backfillWaitsSince = nanoTime.getAsLong();
    }

    private boolean backfillIsDue() {
        return backfillWaits && nanoTime.getAsLong() - backfillWaitsSince >= patienceNanos;
    }
}
