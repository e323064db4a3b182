package io.mixline.cache;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts who uses a thing, so that it is let go of only when nobody does. Thread-safe. */
public final class OpenUses {

    private int open;
    private boolean closed;

    /** False once closed: the thing must not be used any more. Each true is answered by one {@link #leave}. */
    public synchronized boolean enter() {
        if (closed) {
            return false;
        }
        open++;
        return true;
    }

    public synchronized void leave() {
        open--;
        notifyAll();
    }

    /**
     * Refuses new uses and waits for those that are open, no longer than that.
     *
     * @return whether none is open any more
     */
    public synchronized boolean close(Duration patience) {
        closed = true;
        long until = System.nanoTime() + patience.toNanos();
        while (open > 0) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /**
     * Refuses new uses and waits for those that are open, through interrupts, which it keeps.
     *
     * @return whether this was the first call, so that the caller is the one who lets go
     */
    public synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        boolean interrupted = false;
        while (open > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return first;
    }
}
