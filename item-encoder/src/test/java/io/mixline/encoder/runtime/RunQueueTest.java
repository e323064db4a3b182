package io.mixline.encoder.runtime;

import static io.mixline.encoder.runtime.TestWindows.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.RunSize;
import io.mixline.encoder.runtime.TextInFlight.Window;
import io.mixline.schemas.Lane;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunQueueTest {

    private static final Duration HANGS = Duration.ofSeconds(30);

    private final RunQueue queue = new RunQueue(new WindowPacker(new RunSize(1, 64), Duration.ofHours(1), () -> 0));

    @Test
    void a_failed_text_of_one_lane_does_not_hide_what_waits_in_the_other() {
        Window failed = window(Lane.LIVE, 8);
        Window waiting = window(Lane.BACKFILL, 8);
        queue.add(List.of(failed, waiting));
        failed.text().fail(new EncoderException(EncoderException.Kind.BAD_INPUT, "told to fail"));
        assertThat(assertTimeoutPreemptively(HANGS, queue::take)).containsExactly(waiting);
    }

    @Test
    void who_waits_is_woken_by_the_first_window_and_again_by_the_next() {
        Window first = window(Lane.LIVE, 8);
        Window second = window(Lane.LIVE, 8);
        Thread other = new Thread(() -> {
            queue.add(List.of(first));
            queue.add(List.of(second));
        });
        other.start();
        assertThat(assertTimeoutPreemptively(HANGS, () -> List.of(queue.take(), queue.take())))
                .containsExactly(List.of(first), List.of(second));
    }
}
