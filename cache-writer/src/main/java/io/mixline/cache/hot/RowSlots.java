package io.mixline.cache.hot;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Direct memory cut into slots of one size. A slot is written once, read by many, freed, and written anew; its stamp changes
 * when it is freed, so that a reader who was overtaken by that knows. Thread-safe.
 */
final class RowSlots {

    static final int NONE = -1;

    private static final int CHUNK_BYTES = 64 << 20;

    private final int slotBytes;
    private final int slotsPerChunk;
    private final ByteBuffer[] chunks;
    private final AtomicIntegerArray stamps;
    private final int[] free;
    private int freeSlots;

    /** @param slotBytes at most 64 MiB */
    RowSlots(int slotBytes, int slots) {
        this.slotBytes = slotBytes;
        this.slotsPerChunk = Math.max(1, CHUNK_BYTES / slotBytes);
        this.chunks = new ByteBuffer[(slots + slotsPerChunk - 1) / slotsPerChunk];
        for (int chunk = 0; chunk < chunks.length; chunk++) {
            int inChunk = Math.min(slotsPerChunk, slots - chunk * slotsPerChunk);
            chunks[chunk] = ByteBuffer.allocateDirect(Math.multiplyExact(inChunk, slotBytes));
        }
        this.stamps = new AtomicIntegerArray(slots);
        this.free = new int[slots];
        for (int slot = 0; slot < slots; slot++) {
            free[slot] = slots - 1 - slot;
        }
        this.freeSlots = slots;
    }

    /** A slot, or {@link #NONE} where none is free. */
    int take() {
        synchronized (free) {
            return freeSlots == 0 ? NONE : free[--freeSlots];
        }
    }

    /** Of a slot that was taken, until it is freed. */
    int stamp(int slot) {
        return stamps.get(slot);
    }

    /** Before the slot is published to readers. */
    void write(int slot, ByteBuffer from, int at) {
        VarHandle.storeStoreFence(); // the stamp that freed it, before what overwrites it
        chunks[slot / slotsPerChunk].put(position(slot), from, at, slotBytes);
    }

    /** Once for each time that the slot was taken. */
    void free(int slot) {
        stamps.incrementAndGet(slot);
        synchronized (free) {
            free[freeSlots++] = slot;
        }
    }

    /** False where the slot was freed before all of it was copied: what was written is worth nothing then. */
    boolean copy(int slot, int stamp, ByteBuffer to, int at) {
        if (stamps.get(slot) != stamp) {
            return false;
        }
        to.put(at, chunks[slot / slotsPerChunk], position(slot), slotBytes);
        VarHandle.loadLoadFence();
        return stamps.get(slot) == stamp;
    }

    private int position(int slot) {
        return slot % slotsPerChunk * slotBytes;
    }
}
