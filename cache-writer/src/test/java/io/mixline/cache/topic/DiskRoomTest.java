package io.mixline.cache.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DiskRoomTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long free = 1_000;

    @Test
    void below_the_mark_there_is_no_room_until_somewhat_more_is_free() {
        DiskRoom disk = new DiskRoom(() -> free, 160, () -> now);
        assertThat(disk.isLeft()).isTrue();

        free = 159;
        assertThat(disk.isLeft()).as("looked a moment ago").isTrue();
        advance(1);
        assertThat(disk.isLeft()).isFalse();

        free = 169;
        advance(1);
        assertThat(disk.isLeft()).isFalse();

        free = 170;
        advance(1);
        assertThat(disk.isLeft()).isTrue();
    }

    @Test
    void without_a_mark_the_disk_is_not_asked() {
        DiskRoom disk = new DiskRoom(
                () -> {
                    throw new IllegalStateException("asked");
                },
                0,
                () -> now);

        assertThat(disk.isLeft()).isTrue();
    }

    @Test
    void after_a_write_without_space_some_seconds_pass_before_the_next() {
        DiskRoom disk = new DiskRoom(() -> free, 0, () -> now);
        assertThat(disk.isLeft()).isTrue();

        disk.refused(new IOException("no space"));
        assertThat(disk.isLeft()).isFalse();
        advance(4);
        assertThat(disk.isLeft()).isFalse();
        advance(1);
        assertThat(disk.isLeft()).isTrue();
    }

    private void advance(long seconds) {
        now = now.plusSeconds(seconds);
    }
}
