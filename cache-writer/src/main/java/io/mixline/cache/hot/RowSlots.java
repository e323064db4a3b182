package io.mixline.cache.hot;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Direct memory cut into slots of one size. A slot is written once, read by many, freed, and written anew; its stamp changes
 * when it is freed, so that a reader who was overtaken by that knows. What is freed while somebody {@link #hold holds} slots is
 * not written anew before they have gone. Memory is taken a chunk at a time, as slots are, for the JVM clears it: no read waits
 * for all of it. Thread-safe.
 */
final class RowSlots {

    private static final Logger LOG = LoggerFactory.getLogger(RowSlots.class);

    static final int NONE = -1;

    private static final int CHUNK_BYTES = 4 << 20;

    private final int slotBytes;
    private final int chunkBits;
    private final @Nullable ByteBuffer[] chunks;
    private final AtomicIntegerArray stamps;
    private final SlotHolders holders = new SlotHolders();
    private final int[] free;
    private int freeSlots;
    private int slots;

    /** Freed in this epoch of the holders, and in the one before: by its parity. */
    private final BitSet[] retired = {new BitSet(), new BitSet()};

    RowSlots(int slotBytes, int slots) {
        this.slotBytes = slotBytes;
        // A power of two, so that no read divides.
        this.chunkBits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, CHUNK_BYTES / slotBytes));
        this.chunks = new ByteBuffer[(slots + (1 << chunkBits) - 1) >>> chunkBits];
        this.stamps = new AtomicIntegerArray(slots);
        this.free = new int[slots];
        for (int slot = 0; slot < slots; slot++) {
            free[slot] = slots - 1 - slot;
        }
        this.freeSlots = slots;
        this.slots = slots;
    }

    /** How many there are: fewer than asked for once the JVM had no memory for more. */
    int count() {
        synchronized (free) {
            return slots;
        }
    }

    /** A slot, or {@link #NONE} where none is free, or the JVM has no memory for it. */
    int take() {
        synchronized (free) {
            if (freeSlots == 0) {
                reclaim();
                reclaim(); // where nobody holds slots, two epochs are over at once
            }
            if (freeSlots == 0) {
                return NONE;
            }
            int slot = free[freeSlots - 1];
            int chunk = slot >>> chunkBits;
            if (chunks[chunk] == null && !takeChunk(chunk)) {
                return NONE;
            }
            freeSlots--;
            return slot;
        }
    }

    private boolean takeChunk(int chunk) {
        if (slots < free.length) {
            return false; // asked once: the JVM tries for half a second each time
        }
        int inChunk = Math.min(1 << chunkBits, free.length - (chunk << chunkBits));
        try {
            chunks[chunk] = ByteBuffer.allocateDirect(inChunk * slotBytes);
            return true;
        } catch (OutOfMemoryError e) {
            slots = chunk << chunkBits;
            LOG.warn(
                    "The hot tier has no more than {} rows: {}. Raise -XX:MaxDirectMemorySize, or lower cache.hot-percent",
                    slots,
                    e.getMessage());
            return false;
        }
    }

    /** Of a slot that was taken, until it is freed. */
    int stamp(int slot) {
        return stamps.get(slot);
    }

    /** Before the slot is published to readers. */
    void write(int slot, ByteBuffer from, int at) {
        VarHandle.storeStoreFence(); // the stamp that freed it, before what overwrites it
        chunk(slot).put(position(slot), from, at, slotBytes);
    }

    /** Once for each time that the slot was taken. */
    void free(int slot) {
        stamps.incrementAndGet(slot);
        synchronized (free) {
            if (holders.areNone()) {
                free[freeSlots++] = slot; // who holds from now on sees its new stamp
            } else {
                retired(holders.epoch()).set(slot);
                reclaim();
            }
        }
    }

    /** What is freed from now on is not written anew before {@link #letGo} was called with what this returns. */
    int hold() {
        return holders.enter();
    }

    void letGo(int held) {
        holders.leave(held);
    }

    /** Whether a slot is still what it was when its stamp was taken. To who holds slots, it stays so. */
    boolean is(int slot, int stamp) {
        return stamps.get(slot) == stamp;
    }

    /** Part of a slot that is held. */
    void read(int slot, int from, byte[] to, int at, int bytes) {
        chunk(slot).get(position(slot) + from, to, at, bytes);
    }

    private void reclaim() {
        if (holders.advance()) {
            // Of the epoch before the one that ends: who came until then has gone, and later nobody found them.
            BitSet unheld = retired(holders.epoch());
            unheld.stream().forEach(slot -> free[freeSlots++] = slot);
            unheld.clear();
        }
    }

    private BitSet retired(int epoch) {
        return retired[epoch & 1];
    }

    /** False where the slot was freed before all of it was copied: what was written is worth nothing then. */
    boolean copy(int slot, int stamp, ByteBuffer to, int at) {
        if (stamps.get(slot) != stamp) {
            return false;
        }
        to.put(at, chunk(slot), position(slot), slotBytes);
        VarHandle.loadLoadFence();
        return stamps.get(slot) == stamp;
    }

    /** Of a slot that was taken. */
    private ByteBuffer chunk(int slot) {
        return Objects.requireNonNull(chunks[slot >>> chunkBits]);
    }

    private int position(int slot) {
        return (slot & ((1 << chunkBits) - 1)) * slotBytes;
    }
}
