package io.mixline.encoder.pooling;

import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingTokens;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** From a model's float32 numbers to the number type of a bundle, little endian. Never writes NaN or infinity. */
public final class NumberConversion {

    private NumberConversion() {}

    /** Whether embedding tokens can be written as this type. INT8 needs a scale, which a bundle does not have. */
    public static boolean supports(EmbeddingDtype dtype) {
        return dtype != EmbeddingDtype.INT8;
    }

    /**
     * Writes numbers as a type.
     *
     * @param values [tokens, dimension], row-major
     * @throws ArithmeticException if a number is not finite, or not as this type
     */
    public static EmbeddingTokens convert(float[] values, EmbeddingShape shape) {
        byte[] bytes = new byte[shape.bytes()];
        ByteBuffer target = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (shape.dtype()) {
            case FLOAT16 -> {
                for (float value : values) {
                    target.putShort(Float16.fromFloat(checked(value, Float16.OVERFLOW, shape)));
                }
            }
            case BFLOAT16 -> {
                for (float value : values) {
                    target.putShort(bfloat16(checked(value, BFLOAT16_OVERFLOW, shape)));
                }
            }
            case FLOAT32 -> {
                for (float value : values) {
                    target.putFloat(checked(value, Float.POSITIVE_INFINITY, shape));
                }
            }
            case INT8 -> throw new IllegalArgumentException("dtype: INT8 (expected: a floating type)");
        }
        return new EmbeddingTokens(shape, bytes);
    }

    /** Halfway between the largest bfloat16 and 2^128, which is infinity. */
    private static final float BFLOAT16_OVERFLOW = Float.intBitsToFloat(0x7F7F_8000);

    /** The upper half of a float, rounded to nearest, ties to even. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    private static float checked(float value, float overflow, EmbeddingShape shape) {
        // Written so that NaN fails it.
        if (!(Math.abs(value) < overflow)) {
            throw new ArithmeticException("embedding value: " + value + " (expected: finite as " + shape.dtype() + ")");
        }
        return value;
    }
}
