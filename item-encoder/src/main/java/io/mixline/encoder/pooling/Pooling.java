package io.mixline.encoder.pooling;

import java.util.List;
import java.util.Optional;

/**
 * How a text's positions become its embedding tokens. All positions of all windows count, in reading order, special
 * tokens included. Nothing is normalised: a mean is the plain mean of the model's states.
 */
public enum Pooling {

    /**
     * The mean of each of k even segments of the text. A text of fewer than k positions still gives k rows: its segments
     * overlap. With one segment it is {@link #MEAN}.
     */
    SEGMENT_MEAN {
        @Override
        void pool(TextPositions positions, int tokens, float[] target) {
            int count = positions.count();
            for (int segment = 0; segment < tokens; segment++) {
                int from = (int) ((long) segment * count / tokens);
                int to = Math.max(from + 1, (int) ((segment + 1L) * count / tokens));
                positions.mean(from, to, target, segment * positions.dimension());
            }
        }
    },

    /** The mean of the whole text: one row. */
    MEAN {
        @Override
        void pool(TextPositions positions, int tokens, float[] target) {
            positions.mean(0, positions.count(), target, 0);
        }

        @Override
        public Optional<String> expectedTokens(int tokens) {
            return tokens == 1 ? Optional.empty() : Optional.of("1 for pooling MEAN");
        }
    },

    /** The text's first position: one row. */
    CLS {
        @Override
        void pool(TextPositions positions, int tokens, float[] target) {
            positions.copy(0, 1, target, 0);
        }

        @Override
        public Optional<String> expectedTokens(int tokens) {
            return tokens == 1 ? Optional.empty() : Optional.of("1 for pooling CLS");
        }
    },

    /**
     * The text's last N positions, as MixLM takes them (arXiv 2512.07846). A text of fewer positions repeats
     * its first one in front.
     */
    LAST_N {
        @Override
        void pool(TextPositions positions, int tokens, float[] target) {
            int missing = Math.max(0, tokens - positions.count());
            for (int row = 0; row < missing; row++) {
                positions.copy(0, 1, target, row * positions.dimension());
            }
            positions.copy(
                    Math.max(0, positions.count() - tokens),
                    positions.count(),
                    target,
                    missing * positions.dimension());
        }
    },

    /** The graph ends in [batch, tokens, dimension] itself: its rows are the embedding tokens. One window a text. */
    IN_GRAPH {
        @Override
        void pool(TextPositions positions, int tokens, float[] target) {
            if (positions.count() != tokens) {
                throw new IllegalArgumentException(
                        "rows: " + positions.count() + " (expected: " + tokens + " embedding tokens out of the graph)");
            }
            positions.copy(0, tokens, target, 0);
        }
    };

    abstract void pool(TextPositions positions, int tokens, float[] target);

    /**
     * Pools a text.
     *
     * @param windows of one text, in reading order
     * @return [tokens, dimension], row-major
     */
    public final float[] pool(List<PositionStates> windows, int tokens) {
        TextPositions positions = new TextPositions(windows);
        float[] target = new float[Math.multiplyExact(tokens, positions.dimension())];
        pool(positions, tokens, target);
        return target;
    }

    /** What tokens per item this pooling expects instead; empty where it can give so many. */
    public Optional<String> expectedTokens(int tokens) {
        return Optional.empty();
    }
}
