package io.mixline.cache.hot;

import io.mixline.schemas.ItemId;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A direct-mapped table of rows: each item has one place, where a later row takes over from another item's. Who finds nothing
 * here looks in Caffeine's table, which has all rows, but behind more references, each a wait for memory. Thread-safe.
 */
final class DirectMappedRows {

    /** So many places for each row, or up to twice as many (docs/decisions/0078). */
    private static final int PLACES_PER_ROW = 2;

    private static final int MOST_PLACES = 1 << 30;

    /** Spreads hashes over the upper bits: 2^32 over the golden ratio. */
    private static final int SPREAD = 0x9E3779B9;

    private final AtomicReferenceArray<@Nullable HotRow> places;
    private final int shift;

    DirectMappedRows(int rows) {
        int wanted = Math.min(MOST_PLACES / PLACES_PER_ROW, Math.max(1, rows)) * PLACES_PER_ROW;
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(wanted - 1);
        this.places = new AtomicReferenceArray<>(1 << bits);
        this.shift = Integer.SIZE - bits;
    }

    /** Null where it is not here, which does not say that it is nowhere. */
    @Nullable
    HotRow find(ItemId itemId) {
        String id = itemId.value();
        HotRow row = places.getAcquire(place(id));
        return row != null && row.isOf(id, IdWords.of(id)) ? row : null;
    }

    void put(HotRow row) {
        places.setRelease(place(row.id()), row);
    }

    void remove(HotRow row) {
        places.compareAndSet(place(row.id()), row, null);
    }

    private int place(String id) {
        return (id.hashCode() * SPREAD) >>> shift;
    }
}
