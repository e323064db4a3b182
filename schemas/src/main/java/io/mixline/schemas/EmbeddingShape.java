package io.mixline.schemas;

/** What one item's embedding looks like: [tokens, dimension] numbers of one type. */
public record EmbeddingShape(int tokens, int dimension, EmbeddingDtype dtype) {

    public EmbeddingShape {
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens: " + tokens + " (expected: > 0)");
        }
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension: " + dimension + " (expected: > 0)");
        }
        Math.multiplyExact(Math.multiplyExact(tokens, dimension), dtype.bytes());
    }

    /** Bytes of one item. */
    public int bytes() {
        return tokens * dimension * dtype.bytes();
    }

    @Override
    public String toString() {
        return "[" + tokens + ", " + dimension + "] " + dtype;
    }
}
