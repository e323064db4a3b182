package io.mixline.encoder.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.nio.FloatBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against values computed by hand. Dimension 2; position p holds (p, 10 p). */
class PoolingTest {

    private static PositionStates positions(int from, int to) {
        float[] values = new float[2 * (to - from)];
        for (int position = from; position < to; position++) {
            values[2 * (position - from)] = position;
            values[2 * (position - from) + 1] = 10 * position;
        }
        return PositionStates.of(values, 2);
    }

    @Test
    void a_mean_counts_every_position_of_every_window() {
        assertThat(Pooling.MEAN.pool(List.of(positions(1, 4), positions(4, 5)), 1))
                .containsExactly(2.5f, 25f);
    }

    @Test
    void segments_are_even_and_cross_windows() {
        // 1 2 | 3 4 5 of five positions in two segments, with the windows cut elsewhere.
        assertThat(Pooling.SEGMENT_MEAN.pool(List.of(positions(1, 5), positions(5, 6)), 2))
                .containsExactly(1.5f, 15f, 4f, 40f);
    }

    @Test
    void a_text_shorter_than_its_segments_still_gives_every_row() {
        assertThat(Pooling.SEGMENT_MEAN.pool(List.of(positions(1, 3)), 4))
                .containsExactly(1f, 10f, 1f, 10f, 2f, 20f, 2f, 20f);
    }

    @Test
    void one_segment_is_the_mean() {
        List<PositionStates> windows = List.of(positions(3, 9), positions(9, 14));
        assertThat(Pooling.SEGMENT_MEAN.pool(windows, 1)).isEqualTo(Pooling.MEAN.pool(windows, 1));
    }

    @Test
    void cls_is_the_first_position_of_the_text() {
        assertThat(Pooling.CLS.pool(List.of(positions(1, 3), positions(3, 9)), 1))
                .containsExactly(1f, 10f);
    }

    @Test
    void last_n_are_the_last_positions_across_windows() {
        assertThat(Pooling.LAST_N.pool(List.of(positions(1, 5), positions(5, 6)), 3))
                .containsExactly(3f, 30f, 4f, 40f, 5f, 50f);
    }

    @Test
    void last_n_of_a_short_text_repeats_its_first_position_in_front() {
        assertThat(Pooling.LAST_N.pool(List.of(positions(1, 3)), 4))
                .containsExactly(1f, 10f, 1f, 10f, 1f, 10f, 2f, 20f);
    }

    @Test
    void a_graph_that_pools_itself_is_taken_as_it_is_if_it_gave_the_tokens() {
        assertThat(Pooling.IN_GRAPH.pool(List.of(positions(1, 3)), 2)).containsExactly(1f, 10f, 2f, 20f);
        assertThatThrownBy(() -> Pooling.IN_GRAPH.pool(List.of(positions(1, 4)), 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pooling_reads_a_buffer_from_its_position_and_leaves_it_there() {
        PositionStates states = positions(0, 4);
        FloatBuffer later = states.values().duplicate().position(2);
        PositionStates shifted = new PositionStates(later, 3, 2);
        assertThat(Pooling.MEAN.pool(List.of(shifted), 1)).containsExactly(2f, 20f);
        assertThat(later.position()).isEqualTo(2);
    }

    @Property
    void segments_cover_a_long_enough_text_once(
            @ForAll @IntRange(min = 1, max = 200) int count, @ForAll @IntRange(min = 1, max = 50) int tokens) {
        float[] rows = Pooling.SEGMENT_MEAN.pool(List.of(positions(0, count)), tokens);
        assertThat(rows).hasSize(2 * tokens);
        for (int row = 1; row < tokens; row++) {
            assertThat(rows[2 * row]).isGreaterThanOrEqualTo(rows[2 * row - 2]);
        }
        if (count % tokens == 0) {
            double sum = 0;
            for (int row = 0; row < tokens; row++) {
                sum += rows[2 * row];
            }
            assertThat(sum / tokens).isEqualTo((count - 1) / 2.0, offset(1e-3));
        }
    }
}
