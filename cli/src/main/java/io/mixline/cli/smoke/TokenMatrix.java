package io.mixline.cli.smoke;

import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Embedding tokens as numbers: [tokens, dimension], row-major. The record owns {@code values}. */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record TokenMatrix(int tokens, int dimension, float[] values) {

    public TokenMatrix {
        if (values.length != tokens * dimension) {
            throw new IllegalArgumentException(
                    "values: " + values.length + " (expected: " + tokens + " x " + dimension + ")");
        }
    }

    /** Reads little-endian numbers from the buffer's position on; the buffer is left as it was. */
    public static TokenMatrix read(EmbeddingShape shape, ByteBuffer bytes) {
        ByteBuffer numbers = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[shape.tokens() * shape.dimension()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(shape.dtype(), numbers);
        }
        return new TokenMatrix(shape.tokens(), shape.dimension(), values);
    }

    private static float number(EmbeddingDtype dtype, ByteBuffer numbers) {
        return switch (dtype) {
            case FLOAT32 -> numbers.getFloat();
            case FLOAT16 -> halfToFloat(numbers.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(numbers.getShort() << 16);
            case INT8 -> numbers.get();
        };
    }

    /** IEEE 754 binary16. The JDK has this conversion from release 20 on. */
    private static float halfToFloat(short half) {
        int exponent = (half >> 10) & 0x1f;
        int fraction = half & 0x3ff;
        float magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
        };
        return half < 0 ? -magnitude : magnitude;
    }

    /** Cosine of one token of this with one of the other; 0 where one of them is all zero. */
    float cosine(int token, TokenMatrix other, int otherToken) {
        int at = token * dimension;
        int otherAt = otherToken * dimension;
        double dot = 0;
        double norm = 0;
        double otherNorm = 0;
        for (int i = 0; i < dimension; i++) {
            float a = values[at + i];
            float b = other.values[otherAt + i];
            dot += a * b;
            norm += a * a;
            otherNorm += b * b;
        }
        return norm == 0 || otherNorm == 0 ? 0 : (float) (dot / Math.sqrt(norm * otherNorm));
    }
}
