package io.mixline.cache.hot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.mixline.cache.PackedRead;
import io.mixline.client.EmbeddingRows;
import io.mixline.client.ItemStatus;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The hottest rows of one model, by Caffeine's measure of how often and how lately they are read. Thread-safe. */
final class HotRows {

    /** What an entry takes on the heap, id and short text included: an estimate, on the large side for short ids. */
    private static final int ENTRY_BYTES = 256;

    /**
     * One look-up of so many tells Caffeine, which costs more than the look-up. Of what is read most it tells the most, so
     * that as much is kept as if it heard of all of them.
     */
    private static final int COUNTED_SHARE = 16;

    /** Until its table is full to that part, Caffeine takes no note of what is read. */
    private static final int QUIET_SHARE = 2;

    /** So many rows that are not here may be read below, at once. */
    private static final int FEW = 16;

    /** One slot of so many is left free, because a row comes before the one that it drives out goes. */
    private static final int SPARE_SHARE = 32;

    private final EmbeddingShape shape;
    private final RowSlots slots;
    private final Cache<ItemId, HotRow> rows;
    private final Policy<ItemId, HotRow> quietly;
    private final DirectMappedRows direct;
    private final WriteClock clock;
    private volatile long most;

    /** @param bytes of memory, entries on the heap included */
    HotRows(EmbeddingShape shape, long bytes, WriteClock clock) {
        this.shape = shape;
        this.clock = clock;
        int count = (int) Math.min(Integer.MAX_VALUE / 2, bytes / (shape.bytes() + ENTRY_BYTES));
        this.slots = new RowSlots(shape.bytes(), count);
        this.most = mostRows(count);
        this.rows = Caffeine.newBuilder()
                .maximumSize(most)
                .executor(Runnable::run) // evictions free slots at once
                .evictionListener((@Nullable ItemId item, @Nullable HotRow row, RemovalCause cause) -> free(row))
                .build();
        this.quietly = rows.policy();
        this.direct = new DirectMappedRows(count);
    }

    EmbeddingShape shape() {
        return shape;
    }

    private static long mostRows(int slots) {
        return Math.max(0, slots - slots / SPARE_SHARE - 1L);
    }

    /** Where the JVM had less memory than was asked for, what is hot goes on driving out what is not. */
    private void fitToMemory() {
        quietly.eviction().ifPresent(bound -> {
            most = mostRows(slots.count());
            if (bound.getMaximum() > most) {
                bound.setMaximum(most);
            }
        });
    }

    /**
     * Packs the open items that are here. Looks all of them up before it copies any: so the processor waits for many of the
     * looked-up entries at once.
     */
    void read(PackedRead read) {
        pack(Objects.requireNonNull(find(read, Integer.MAX_VALUE)), read);
    }

    /** The same if just few items are not here; else looks no further, and packs nothing. */
    boolean readButFew(PackedRead read) {
        if (read.mayStayInPlace()) {
            return leaveButFew(read);
        }
        @Nullable HotRow @Nullable [] found = find(read, FEW);
        if (found == null) {
            return false;
        }
        pack(found, read);
        return true;
    }

    private boolean leaveButFew(PackedRead read) {
        int held = slots.hold();
        boolean stays = false;
        try {
            @Nullable HotRow @Nullable [] found = find(read, FEW);
            if (found == null) {
                return false;
            }
            for (int item = 0; item < found.length; item++) {
                HotRow row = found[item];
                if (row == null) {
                    continue;
                }
                if (slots.is(row.slot(), row.stamp())) {
                    say(row, item, read);
                } else {
                    direct.remove(row);
                    found[item] = null;
                }
            }
            read.stay(new HeldRows(slots, found, held));
            stays = true;
            return true;
        } finally {
            if (!stays) {
                slots.letGo(held);
            }
        }
    }

    /** Of each item; null where more than so many are not here. */
    private @Nullable HotRow @Nullable [] find(PackedRead read, int mostAbsent) {
        List<ItemId> itemIds = read.itemIds();
        @Nullable HotRow[] found = new HotRow[itemIds.size()];
        int counted = ThreadLocalRandom.current().nextInt(COUNTED_SHARE);
        boolean caffeineCounts = rows.estimatedSize() >= most / QUIET_SHARE;
        int absent = 0;
        for (int item = 0; item < found.length; item++) {
            if (!read.isOpen(item)) {
                continue;
            }
            ItemId itemId = itemIds.get(item);
            HotRow row = item % COUNTED_SHARE == counted ? findAndReturn(itemId, caffeineCounts) : find(itemId);
            if (row != null && (row.textKnown() || !read.wantsShortTexts())) {
                found[item] = row;
            } else if (++absent > mostAbsent) {
                return null;
            }
        }
        return found;
    }

    private @Nullable HotRow find(ItemId itemId) {
        HotRow row = direct.find(itemId);
        return row == null ? quietly.getIfPresentQuietly(itemId) : row;
    }

    /** Rows that came later may have taken its place at first look: who is read much comes back to it. */
    private @Nullable HotRow findAndReturn(ItemId itemId, boolean count) {
        HotRow row = count ? rows.getIfPresent(itemId) : find(itemId);
        if (row != null) {
            direct.put(row); // perhaps one that goes at this moment: its stamp tells who copies it
        }
        return row;
    }

    private void pack(@Nullable HotRow[] found, PackedRead read) {
        ByteBuffer memory = read.memory();
        for (int item = 0; item < found.length; item++) {
            HotRow row = found[item];
            if (row == null) {
                continue;
            }
            if (!slots.copy(row.slot(), row.stamp(), memory, read.start(item))) {
                direct.remove(row);
            } else {
                say(row, item, read);
            }
        }
    }

    private static void say(HotRow row, int item, PackedRead read) {
        read.hit(item, row.version(), row.changedAtMillis());
        if (row.shortText() != null && read.wantsShortTexts()) {
            read.shortText(item, row.shortText());
        }
    }

    /**
     * Keeps a row that a snapshot brought, unless it may have been replaced since.
     *
     * @param asked what the clock said before that snapshot was taken
     */
    void keep(PackedRead read, int item, long asked) {
        EmbeddingRows.Builder said = read.rows();
        if (said.status(item) != ItemStatus.HIT) {
            return;
        }
        int slot = slots.take();
        if (slot == RowSlots.NONE) {
            fitToMemory();
            return;
        }
        slots.write(slot, read.memory(), read.start(item));
        ItemId itemId = read.itemIds().get(item);
        HotRow row = new HotRow(
                itemId.value(),
                slot,
                slots.stamp(slot),
                said.version(item),
                said.changedAtMillis(item),
                read.wantsShortTexts(),
                said.shortText(item));
        AtomicReference<@Nullable HotRow> replaced = new AtomicReference<>();
        HotRow kept = rows.asMap().compute(itemId, (id, before) -> {
            if (!clock.isUntouchedSince(asked, id)) {
                return before;
            }
            replaced.set(before);
            direct.put(row);
            return row;
        });
        free(row.equals(kept) ? replaced.get() : row);
    }

    /** Those that were here. */
    Set<ItemId> forget(Collection<ItemId> items) {
        Set<ItemId> forgotten = new HashSet<>();
        for (ItemId item : items) {
            HotRow row = rows.asMap().remove(item);
            if (row != null) {
                free(row);
                forgotten.add(item);
            }
        }
        return forgotten;
    }

    /** Keeps what was just written, for who is writing the item: nobody else keeps anything of it meanwhile. */
    void renew(ItemEmbedding written, EncodedText text) {
        free(rows.asMap().remove(written.itemId()));
        int slot = slots.take();
        if (slot == RowSlots.NONE) {
            return;
        }
        slots.write(slot, ByteBuffer.wrap(text.tokens().bytes()), 0);
        HotRow row = new HotRow(
                written.itemId().value(),
                slot,
                slots.stamp(slot),
                written.order().version().value(),
                written.provenance().changedAt().toEpochMilli(),
                true,
                text.shortText());
        direct.put(row);
        free(rows.asMap().put(written.itemId(), row));
    }

    private void free(@Nullable HotRow row) {
        if (row != null) {
            direct.remove(row);
            slots.free(row.slot());
        }
    }
}
