package io.mixline.encoder.pooling;

import java.nio.FloatBuffer;

/**
 * What the model made of one window: [positions, dimension] numbers, row-major. The record owns the buffer; reading it
 * never moves its position.
 */
public record PositionStates(FloatBuffer values, int positions, int dimension) {

    public PositionStates {
        if (values.remaining() != Math.multiplyExact(positions, dimension)) {
            throw new IllegalArgumentException(
                    "values: " + values.remaining() + " (expected: " + positions + " x " + dimension + ")");
        }
    }

    public static PositionStates of(float[] values, int dimension) {
        return new PositionStates(FloatBuffer.wrap(values), values.length / dimension, dimension);
    }

    /** Copies one position's numbers to {@code target}, from {@code offset} on. */
    void copyRow(int position, float[] target, int offset) {
        values.get(values.position() + position * dimension, target, offset, dimension);
    }
}
