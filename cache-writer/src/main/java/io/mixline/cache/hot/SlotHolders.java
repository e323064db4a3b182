package io.mixline.cache.hot;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who holds slots at the moment, by epoch: counts of two, one after the other, say whether all have gone that came before the
 * one at hand (epoch-based reclamation, Fraser 2004). Thread-safe; {@link #advance} is called by one thread at a time.
 */
final class SlotHolders {

    private final AtomicInteger epoch = new AtomicInteger();
    private final AtomicInteger[] holders = {new AtomicInteger(), new AtomicInteger()};

    /** To be told to {@link #leave}. */
    int enter() {
        while (true) {
            int now = epoch.get();
            ofEpoch(now).incrementAndGet();
            if (epoch.get() == now) {
                return now;
            }
            ofEpoch(now).decrementAndGet(); // counted with another one
        }
    }

    void leave(int entered) {
        ofEpoch(entered).decrementAndGet();
    }

    boolean areNone() {
        return holders[0].get() == 0 && holders[1].get() == 0;
    }

    int epoch() {
        return epoch.get();
    }

    /** Begins the next epoch, if nobody of the one before this is left. */
    boolean advance() {
        int now = epoch.get();
        if (ofEpoch(now + 1).get() > 0) {
            return false;
        }
        epoch.set(now + 1);
        return true;
    }

    private AtomicInteger ofEpoch(int number) {
        return holders[number & 1];
    }
}
