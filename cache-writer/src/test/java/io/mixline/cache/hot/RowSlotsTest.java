package io.mixline.cache.hot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowSlotsTest {

    private static final int SLOT_BYTES = 256 << 10;
    private static final int WRITES = 3_000;

    private record Published(int slot, int stamp, long number) {}

    @Test
    void no_slot_is_given_twice_before_it_is_freed() {
        RowSlots slots = new RowSlots(8, 2);

        int first = slots.take();
        int second = slots.take();

        assertThat(second).isNotEqualTo(first);
        assertThat(slots.take()).isEqualTo(RowSlots.NONE);
        slots.free(first);
        assertThat(slots.take()).isEqualTo(first);
    }

    @Test
    void a_copy_that_was_overtaken_by_another_row_is_worth_nothing_and_says_so() throws InterruptedException {
        RowSlots slots = new RowSlots(SLOT_BYTES, 1);
        AtomicReference<Published> published = new AtomicReference<>(write(slots, 0));
        Thread writer = new Thread(() -> {
            for (long number = 1; number < WRITES; number++) {
                slots.free(requireNonNull(published.get()).slot());
                published.set(write(slots, number));
            }
        });
        writer.start();
        ByteBuffer copy = ByteBuffer.allocateDirect(SLOT_BYTES);
        int whole = 0;
        while (writer.isAlive() || whole == 0) {
            Published row = requireNonNull(published.get());
            if (slots.copy(row.slot(), row.stamp(), copy, 0)) {
                whole++;
                for (int at = 0; at < SLOT_BYTES; at += Long.BYTES) {
                    if (copy.getLong(at) != row.number()) {
                        assertThat(copy.getLong(at)).isEqualTo(row.number());
                    }
                }
            }
        }
        writer.join();
    }

    @Test
    void a_slot_that_is_freed_while_it_is_held_is_given_once_it_was_let_go() {
        RowSlots slots = new RowSlots(8, 1);
        int slot = slots.take();
        int held = slots.hold();
        slots.free(slot);

        assertThat(slots.take()).isEqualTo(RowSlots.NONE);
        int later = slots.hold();
        assertThat(slots.take()).isEqualTo(RowSlots.NONE);
        slots.letGo(held);
        assertThat(slots.take()).isEqualTo(slot);
        slots.letGo(later);
    }

    @Test
    void what_others_hold_later_does_not_keep_what_was_freed_before() {
        RowSlots slots = new RowSlots(8, 2);
        int first = slots.take();
        int second = slots.take();
        int held = slots.hold();
        slots.free(first);
        slots.free(second);
        assertThat(slots.take()).isEqualTo(RowSlots.NONE);
        List<Integer> given = new ArrayList<>();
        for (int read = 0; read < 10; read++) {
            int next = slots.hold();
            slots.letGo(held);
            held = next;
            given.add(slots.take());
        }

        assertThat(given).filteredOn(slot -> slot != RowSlots.NONE).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void what_is_held_stays_as_it_is() throws InterruptedException {
        RowSlots slots = new RowSlots(SLOT_BYTES, 2);
        AtomicReference<Published> published = new AtomicReference<>(write(slots, 0));
        Thread writer = new Thread(() -> {
            for (long number = 1; number < WRITES; number++) {
                int before = requireNonNull(published.get()).slot();
                Published next;
                do {
                    next = tryWrite(slots, number);
                } while (next == null);
                published.set(next);
                slots.free(before);
            }
        });
        writer.start();
        byte[] number = new byte[Long.BYTES];
        int whole = 0;
        while (writer.isAlive() || whole == 0) {
            int held = slots.hold();
            Published found = requireNonNull(published.get());
            if (slots.is(found.slot(), found.stamp())) {
                whole++;
                for (int at = 0; at < SLOT_BYTES; at += Long.BYTES) {
                    slots.read(found.slot(), at, number, 0, Long.BYTES);
                    if (ByteBuffer.wrap(number).getLong() != found.number()) {
                        assertThat(ByteBuffer.wrap(number).getLong()).isEqualTo(found.number());
                    }
                }
            }
            slots.letGo(held);
        }
        writer.join();
    }

    private static @Nullable Published tryWrite(RowSlots slots, long number) {
        ByteBuffer row = ByteBuffer.allocateDirect(SLOT_BYTES);
        while (row.hasRemaining()) {
            row.putLong(number);
        }
        int slot = slots.take();
        if (slot == RowSlots.NONE) {
            return null;
        }
        slots.write(slot, row, 0);
        return new Published(slot, slots.stamp(slot), number);
    }

    private static Published write(RowSlots slots, long number) {
        return requireNonNull(tryWrite(slots, number));
    }
}
