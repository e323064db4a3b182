package io.mixline.cache.hot;

import io.mixline.schemas.ItemId;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Knows which items are being written, and which have been since a snapshot was taken, so that nobody keeps what a snapshot
 * held after it was replaced. Items share an entry where their hashes do: then it errs towards "written". Thread-safe.
 */
final class WriteClock {

    private static final int ENTRIES = 1 << 16;

    private final AtomicIntegerArray writing = new AtomicIntegerArray(ENTRIES);
    private final AtomicLongArray lastWrite = new AtomicLongArray(ENTRIES);
    private final AtomicInteger writingAll = new AtomicInteger();
    private final AtomicLong lastWriteOfAll = new AtomicLong();
    private final AtomicLong now = new AtomicLong();

    /** To be asked before a snapshot is taken. */
    long now() {
        return now.get();
    }

    /** Before they are written. */
    void begin(Collection<ItemId> items) {
        for (ItemId item : items) {
            writing.incrementAndGet(entry(item));
        }
    }

    /** After they were written, or could not be. */
    void end(Collection<ItemId> items) {
        long at = now.incrementAndGet();
        for (ItemId item : items) {
            lastWrite.accumulateAndGet(entry(item), at, Math::max);
            writing.decrementAndGet(entry(item));
        }
    }

    /** Before everything is discarded. */
    void beginAll() {
        writingAll.incrementAndGet();
    }

    void endAll() {
        lastWriteOfAll.set(now.incrementAndGet());
        writingAll.decrementAndGet();
    }

    /** Whether a snapshot that was taken after {@code asked} holds what is newest of the item, and nobody is replacing it. */
    boolean isUntouchedSince(long asked, ItemId item) {
        int entry = entry(item);
        return writing.get(entry) == 0
                && lastWrite.get(entry) <= asked
                && writingAll.get() == 0
                && lastWriteOfAll.get() <= asked;
    }

    private static int entry(ItemId item) {
        int hash = item.hashCode();
        return (hash ^ hash >>> 16) & (ENTRIES - 1);
    }
}
