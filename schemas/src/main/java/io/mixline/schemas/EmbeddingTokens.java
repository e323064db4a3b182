package io.mixline.schemas;

import java.util.Arrays;

/**
 * An item's result: shape [tokens, dimension], row-major, little endian. The record owns {@code bytes}: neither the
 * giver nor a reader may change them.
 */
@SuppressWarnings("ArrayRecordComponent") // equal by content, below
public record EmbeddingTokens(EmbeddingShape shape, byte[] bytes) {

    public EmbeddingTokens {
        if (bytes.length != shape.bytes()) {
            throw new IllegalArgumentException(
                    "tokens: " + bytes.length + " bytes (expected: " + shape.bytes() + " for " + shape + ")");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmbeddingTokens that && shape.equals(that.shape) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return shape.toString();
    }
}
