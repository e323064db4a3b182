package io.mixline.cache.bootstrap;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/** Holds a copy back to so many bytes a second, so that reads keep their share of the disk. For one thread. */
final class CopyPace {

    private final long bytesPerSecond;
    private final long start = System.nanoTime();
    private long copied;

    /** @param bytesPerSecond 0 for as fast as it goes */
    CopyPace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    static CopyPace unbounded() {
        return new CopyPace(0);
    }

    /** Waits until so many more bytes are due. */
    void copied(long bytes) throws IOException {
        if (bytesPerSecond == 0) {
            return;
        }
        copied += bytes;
        long dueNanos = (long) (copied / (double) bytesPerSecond * TimeUnit.SECONDS.toNanos(1));
        try {
            TimeUnit.NANOSECONDS.sleep(dueNanos - (System.nanoTime() - start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("copying was ended").initCause(e);
        }
    }
}
