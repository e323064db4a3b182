package io.mixline.encoder.runtime;

import static io.mixline.encoder.runtime.TestWindows.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.RunSize;
import io.mixline.encoder.runtime.TextInFlight.Window;
import io.mixline.schemas.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WindowPackerTest {

    private static final Duration PATIENCE = Duration.ofNanos(100);

    private final AtomicLong now = new AtomicLong();

    private WindowPacker packer(int windows, int tokens) {
        return new WindowPacker(new RunSize(windows, tokens), PATIENCE, now::get);
    }

    @Property
    void no_window_is_lost_or_repeated_and_no_run_is_too_large(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 64) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 6) int windowsPerRun,
            @ForAll @IntRange(min = 1, max = 200) int tokens,
            @ForAll @IntRange(min = 0, max = 50) int nanosPerRun) {
        WindowPacker packer = packer(windowsPerRun, tokens);
        List<Window> all = new ArrayList<>();
        for (int i = 0; i < lengths.size(); i++) {
            all.add(window(i % 3 == 0 ? Lane.BACKFILL : Lane.LIVE, lengths.get(i)));
        }
        packer.add(all);
        List<Window> packed = new ArrayList<>();
        while (!packer.isEmpty()) {
            List<Window> run = packer.next();
            assertThat(run).isNotEmpty().hasSizeLessThanOrEqualTo(windowsPerRun);
            int longest = run.stream().mapToInt(Window::length).max().orElseThrow();
            assertThat(run.size() == 1 || run.size() * longest <= tokens).isTrue();
            packed.addAll(run);
            now.addAndGet(nanosPerRun);
        }
        assertThat(packed).containsExactlyInAnyOrderElementsOf(all);
    }

    @Property
    void the_first_window_of_a_lane_is_in_the_next_run_of_its_lane(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 64) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 6) int windowsPerRun) {
        WindowPacker packer = packer(windowsPerRun, 128);
        List<Window> waiting = new ArrayList<>();
        lengths.forEach(length -> waiting.add(window(Lane.LIVE, length)));
        packer.add(waiting);
        while (!waiting.isEmpty()) {
            List<Window> run = packer.next();
            assertThat(run).contains(waiting.get(0));
            waiting.removeAll(run);
        }
    }

    @Test
    void live_goes_before_backfill_that_came_first() {
        WindowPacker packer = packer(1, 1);
        Window backfill = window(Lane.BACKFILL, 8);
        Window live = window(Lane.LIVE, 8);
        packer.add(List.of(backfill));
        packer.add(List.of(live));
        assertThat(packer.next()).containsExactly(live);
        assertThat(packer.next()).containsExactly(backfill);
    }

    @Test
    void backfill_gets_one_run_each_patience_however_much_live_waits() {
        WindowPacker packer = packer(1, 1);
        for (int i = 0; i < 100; i++) {
            packer.add(List.of(window(Lane.BACKFILL, 8)));
        }
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            packer.add(List.of(window(Lane.LIVE, 8), window(Lane.LIVE, 8)));
            lanes.add(packer.next().get(0).text().lane());
            now.addAndGet(10);
        }
        // Turns 10, 20, 30 and 40: every 100 ns at 10 ns a run.
        assertThat(lanes.stream().filter(lane -> lane == Lane.BACKFILL)).hasSize(4);
        assertThat(lanes.get(10)).isEqualTo(Lane.BACKFILL);
        assertThat(lanes.get(11)).isEqualTo(Lane.LIVE);
    }

    @Test
    void windows_of_like_length_share_a_run() {
        WindowPacker packer = packer(2, 1000);
        Window first = window(Lane.LIVE, 100);
        Window far = window(Lane.LIVE, 400);
        Window near = window(Lane.LIVE, 110);
        packer.add(List.of(first, far, near));
        assertThat(packer.next()).containsExactlyInAnyOrder(first, near);
        assertThat(packer.next()).containsExactly(far);
    }

    @Test
    void backfill_fills_the_room_of_a_live_run_without_making_it_longer() {
        WindowPacker packer = packer(4, 1000);
        Window live = window(Lane.LIVE, 100);
        Window shorter = window(Lane.BACKFILL, 90);
        Window longer = window(Lane.BACKFILL, 101);
        packer.add(List.of(longer, shorter, live));
        assertThat(packer.next()).containsExactlyInAnyOrder(live, shorter);
        assertThat(packer.next()).containsExactly(longer);
    }

    @Test
    void the_windows_of_a_text_that_failed_are_not_run() {
        WindowPacker packer = packer(1, 1);
        Window failed = window(Lane.LIVE, 8);
        Window other = window(Lane.LIVE, 8);
        packer.add(List.of(failed, other));
        failed.text().fail(new EncoderException(EncoderException.Kind.BAD_INPUT, "bad"));
        assertThat(packer.next()).containsExactly(other);
        assertThat(packer.isEmpty()).isTrue();
    }
}
