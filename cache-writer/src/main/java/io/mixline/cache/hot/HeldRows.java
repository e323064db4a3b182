package io.mixline.cache.hot;

import io.mixline.cache.RowsInPlace;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of the hot tier whose slots are held. */
final class HeldRows implements RowsInPlace {

    private final RowSlots slots;
    private final @Nullable HotRow[] rows;
    private final int held;
    private boolean closed;

    /** @param held what holding the slots gave */
    HeldRows(RowSlots slots, @Nullable HotRow[] rows, int held) {
        this.slots = slots;
        this.rows = rows;
        this.held = held;
    }

    @Override
    public boolean has(int item) {
        return rows[item] != null;
    }

    @Override
    public void copy(int item, int from, byte[] target, int at, int bytes) {
        slots.read(Objects.requireNonNull(rows[item]).slot(), from, target, at, bytes);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            slots.letGo(held);
        }
    }
}
