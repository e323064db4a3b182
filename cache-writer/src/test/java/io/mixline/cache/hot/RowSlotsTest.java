package io.mixline.cache.hot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
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

    private static Published write(RowSlots slots, long number) {
        ByteBuffer row = ByteBuffer.allocateDirect(SLOT_BYTES);
        while (row.hasRemaining()) {
            row.putLong(number);
        }
        int slot = slots.take();
        slots.write(slot, row, 0);
        return new Published(slot, slots.stamp(slot), number);
    }
}
