package io.mixline.cli.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LateInteractionTest {

    private static final TokenMatrix ITEM = new TokenMatrix(2, 2, new float[] {1, 0, 0, 2});

    @Test
    void each_query_token_counts_with_its_best_item_token() {
        // (3,4): cosine 0.6 with the first, 0.8 with the second. (1,1): 0.7071 with both.
        TokenMatrix query = new TokenMatrix(2, 2, new float[] {3, 4, 1, 1});

        assertThat(LateInteraction.maxSim(query, ITEM)).isCloseTo((0.8f + 0.707107f) / 2, within(1e-6f));
    }

    @Test
    void a_query_opposite_to_all_tokens_scores_below_zero() {
        TokenMatrix query = new TokenMatrix(1, 2, new float[] {-1, -1});

        assertThat(LateInteraction.maxSim(query, ITEM)).isCloseTo(-0.707107f, within(1e-6f));
    }

    @Test
    void length_does_not_count() {
        TokenMatrix query = new TokenMatrix(1, 2, new float[] {300, 400});

        assertThat(LateInteraction.maxSim(query, ITEM)).isCloseTo(0.8f, within(1e-6f));
    }

    @Test
    void tokens_of_zeros_score_zero() {
        assertThat(LateInteraction.maxSim(new TokenMatrix(1, 2, new float[] {0, 0}), ITEM))
                .isZero();
    }

    @Test
    void the_lowest_cosine_of_two_encodings_finds_the_one_token_that_differs() {
        TokenMatrix other = new TokenMatrix(2, 2, new float[] {1, 0, 3, 4});

        assertThat(LateInteraction.lowestCosine(ITEM, ITEM)).isEqualTo(1);
        assertThat(LateInteraction.lowestCosine(ITEM, other)).isCloseTo(0.8f, within(1e-6f));
    }

    @Test
    void other_dimensions_are_refused() {
        TokenMatrix query = new TokenMatrix(1, 3, new float[3]);

        assertThatThrownBy(() -> LateInteraction.maxSim(query, ITEM))
                .hasMessage("dimension: 3 (expected: 2, as the item's tokens)");
    }
}
