package io.mixline.encoder.pooling;

import java.util.List;

/** The positions of all windows of a text in reading order, special tokens included: [positions, dimension]. */
final class TextPositions {

    private final List<PositionStates> windows;
    private final int dimension;
    private final int count;

    TextPositions(List<PositionStates> windows) {
        this.windows = windows;
        this.dimension = windows.get(0).dimension();
        this.count = windows.stream().mapToInt(PositionStates::positions).sum();
    }

    int count() {
        return count;
    }

    int dimension() {
        return dimension;
    }

    /** Copies positions {@code from} to {@code to} (exclusive), one after the other. */
    void copy(int from, int to, float[] target, int offset) {
        for (int position = from; position < to; position++) {
            readRow(position, target, offset + (position - from) * dimension);
        }
    }

    /** Writes the mean of positions {@code from} to {@code to} (exclusive, at least one) to {@code target}. */
    void mean(int from, int to, float[] target, int offset) {
        float[] row = new float[dimension];
        float[] sum = new float[dimension];
        for (int position = from; position < to; position++) {
            readRow(position, row, 0);
            for (int i = 0; i < dimension; i++) {
                sum[i] += row[i];
            }
        }
        float positions = to - from;
        for (int i = 0; i < dimension; i++) {
            target[offset + i] = sum[i] / positions;
        }
    }

    private void readRow(int position, float[] target, int offset) {
        int inWindow = position;
        for (PositionStates window : windows) {
            if (inWindow < window.positions()) {
                window.copyRow(inWindow, target, offset);
                return;
            }
            inWindow -= window.positions();
        }
        throw new IndexOutOfBoundsException("position: " + position + " (expected: < " + count + ")");
    }
}
