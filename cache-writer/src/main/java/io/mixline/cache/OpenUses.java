package io.mixline.cache;

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
