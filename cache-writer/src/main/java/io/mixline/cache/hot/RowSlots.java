package io.mixline.cache.hot;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory cut into slots of one size. A slot is written once, read by many, freed, and written anew; its stamp changes
 * when it is freed, so that a reader who was overtaken by that knows. Thread-safe.
 */
final class RowSlots {

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

    /** A slot as of one time that it was taken. */
    record Slot(int index, int stamp) {}

    /** Null where none is free. */
    @Nullable
    Slot take() {
        int slot;
        synchronized (free) {
            if (freeSlots == 0) {
                return null;
            }
            slot = free[--freeSlots];
        }
        return new Slot(slot, stamps.get(slot));
    }

    /** Before the slot is published to readers. */
    void write(Slot slot, ByteBuffer from, int at) {
        VarHandle.storeStoreFence(); // the stamp that freed it, before what overwrites it
        chunk(slot).put(position(slot), from, at, slotBytes);
    }

    /** Once for each slot that was taken. */
    void free(Slot slot) {
        stamps.incrementAndGet(slot.index());
        synchronized (free) {
            free[freeSlots++] = slot.index();
        }
    }

    /** False where the slot was freed before all of it was copied: what was written is worth nothing then. */
    boolean copy(Slot slot, ByteBuffer to, int at) {
        if (stamps.get(slot.index()) != slot.stamp()) {
            return false;
        }
        to.put(at, chunk(slot), position(slot), slotBytes);
        VarHandle.loadLoadFence();
        return stamps.get(slot.index()) == slot.stamp();
    }

    private ByteBuffer chunk(Slot slot) {
        return chunks[slot.index() / slotsPerChunk];
    }

    private int position(Slot slot) {
        return slot.index() % slotsPerChunk * slotBytes;
    }
}
