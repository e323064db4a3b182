package io.mixline.encoder.runtime;

import io.mixline.schemas.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** First come, first served within a lane; {@link LaneTurns} between them. Not thread-safe, not bounded. */
final class LaneQueue<T> {

    private final Deque<T> live = new ArrayDeque<>();
    private final Deque<T> backfill = new ArrayDeque<>();
    private final LaneTurns turns;

    LaneQueue(Duration backfillPatience, LongSupplier nanoTime) {
        this.turns = new LaneTurns(backfillPatience, nanoTime);
    }

    void add(Lane lane, T element) {
        of(lane).add(element);
        turns.waiting(lane);
    }

    boolean isEmpty() {
        return live.isEmpty() && backfill.isEmpty();
    }

    /** Begins a turn: the queue of the lane whose turn it is. The caller takes from it, then calls {@link #endTurn}. */
    Deque<T> turn() {
        return of(turns.next(!live.isEmpty()));
    }

    /** @param queue what {@link #turn} gave */
    void endTurn(Deque<T> queue) {
        if (queue == backfill) {
            turns.backfillServed(!backfill.isEmpty());
        }
    }

    Deque<T> of(Lane lane) {
        return lane == Lane.LIVE ? live : backfill;
    }
}
