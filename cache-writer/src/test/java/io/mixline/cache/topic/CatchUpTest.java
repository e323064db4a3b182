package io.mixline.cache.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.TopicPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class CatchUpTest {

    private static final TopicPartition P0 = new TopicPartition("topic", 0);
    private static final TopicPartition P1 = new TopicPartition("topic", 1);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final CatchUp catchUp = new CatchUp(5, () -> now);

    @Test
    void ready_needs_all_that_stood_in_the_topics_at_the_start() {
        catchUp.started(Map.of(P0, 0L, P1, 0L));
        ends(100, 10);
        applied(P0, 100);

        assertThat(catchUp.isReady()).isFalse();
        assertThat(catchUp.lag()).isEqualTo(10);

        applied(P1, 8); // below the bound, but not what stood there
        assertThat(catchUp.isReady()).isFalse();

        applied(P1, 10);
        assertThat(catchUp.isReady()).isTrue();
        assertThat(catchUp.ready()).isCompleted();
    }

    @Test
    void ready_again_follows_the_lag() {
        catchUp.started(Map.of(P0, 0L));
        ends(0, 0);
        assertThat(catchUp.isReady()).isTrue();

        ends(6, 0);
        assertThat(catchUp.isReady()).isFalse();
        assertThat(catchUp.wasReady()).isTrue();

        applied(P0, 1);
        assertThat(catchUp.isReady()).isTrue();
    }

    @Test
    void what_is_read_again_is_not_ready_before_all_of_it_is_applied_again() {
        catchUp.started(Map.of(P0, 0L, P1, 0L));
        ends(10, 10);
        applied(P0, 10);
        applied(P1, 10);
        assertThat(catchUp.wasReady()).isTrue();

        catchUp.restarted();
        assertThat(catchUp.isReady()).isFalse();
        assertThat(catchUp.wasReady()).isFalse();
        assertThat(catchUp.behind()).isGreaterThan(Duration.ofDays(10_000));
        assertThat(catchUp.wantsEnds()).isTrue();

        catchUp.started(Map.of(P0, 0L, P1, 10L));
        ends(10, 10);
        applied(P0, 6); // below the bound, but not what stood there
        assertThat(catchUp.isReady()).isFalse();

        applied(P0, 10);
        assertThat(catchUp.isReady()).isTrue();
        assertThat(catchUp.ready()).isCompleted();
    }

    @Test
    void before_the_first_answer_nothing_is_ready() {
        catchUp.started(Map.of(P0, 7L));
        applied(P0, 9);

        assertThat(catchUp.isReady()).isFalse();
        assertThat(catchUp.wantsEnds()).isTrue();
        assertThat(catchUp.behind()).isGreaterThan(Duration.ofDays(10_000));
    }

    @Test
    void a_stored_position_is_a_start() {
        catchUp.started(Map.of(P0, 100L, P1, 10L));
        ends(100, 10);

        assertThat(catchUp.isReady()).isTrue();
        assertThat(catchUp.positions()).isEqualTo(Map.of(P0, 100L, P1, 10L));
    }

    @Test
    void behind_counts_from_the_moment_whose_ends_are_applied() {
        catchUp.started(Map.of(P0, 0L, P1, 0L));
        ends(10, 0);
        advance(3);
        assertThat(catchUp.behind()).isGreaterThan(Duration.ofDays(10_000));

        applied(P0, 10);
        assertThat(catchUp.behind()).isEqualTo(Duration.ofSeconds(3));

        ends(20, 0);
        advance(60); // nothing answers any more
        assertThat(catchUp.behind()).isEqualTo(Duration.ofSeconds(63));

        applied(P0, 20);
        assertThat(catchUp.behind()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void a_topic_that_always_runs_ahead_does_not_keep_behind_from_shrinking() {
        catchUp.started(Map.of(P0, 0L, P1, 0L));
        for (int second = 1; second <= 20; second++) {
            ends(second * 100L, 0);
            advance(1);
            applied(P0, second * 100L - 50); // never at the last answer, always past the one before
        }

        assertThat(catchUp.behind()).isLessThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void ends_are_wanted_once_a_second() {
        ends(0, 0);
        assertThat(catchUp.wantsEnds()).isFalse();

        advance(1);
        assertThat(catchUp.wantsEnds()).isTrue();
    }

    @Test
    void whoever_waits_for_offsets_is_told_when_they_are_reached() {
        CompletableFuture<Void> reached = catchUp.reached(Map.of(P0, 3L, P1, 1L));
        applied(P0, 3);
        assertThat(reached).isNotDone();

        applied(P1, 2);
        assertThat(reached).isCompleted();
        assertThat(catchUp.reached(Map.of(P0, 2L))).isCompleted();
    }

    @Test
    void an_end_is_told_to_all_who_wait_and_is_never_ready() {
        CompletableFuture<Void> reached = catchUp.reached(Map.of(P0, 3L));
        CompletableFuture<Void> ready = catchUp.ready();
        ends(0, 0);
        assertThat(ready).isCompleted();

        catchUp.failed(new IllegalStateException("over"));

        assertThat(reached).isCompletedExceptionally();
        assertThat(catchUp.reached(Map.of(P0, 3L))).isCompletedExceptionally();
        assertThat(catchUp.isReady()).isFalse();
        assertThat(catchUp.failure()).hasMessage("over");
    }

    private void ends(long p0, long p1) {
        catchUp.ends(Map.of(P0, p0, P1, p1), now);
    }

    private void applied(TopicPartition partition, long nextOffset) {
        catchUp.applied(
                Map.of(partition, new TopicPosition(nextOffset, Optional.empty(), Uuid.ZERO_UUID, "cluster", 0)));
    }

    private void advance(long seconds) {
        now = now.plusSeconds(seconds);
    }
}
