package io.mixline.ranker;

import io.mixline.schemas.EmbeddingDtype;
import java.nio.ByteBuffer;

/** Reads the numbers of embedding tokens as floats, which hold every value of the float types exactly. */
@FunctionalInterface
interface TokenNumbers {

    /** The number that begins at this byte of a little-endian buffer. */
    float at(ByteBuffer tokens, int index);

    /**
     * How a type's numbers are read.
     *
     * @throws RankerException for INT8: neither a record nor a batch says what its integers are to be multiplied by
     */
    static TokenNumbers of(EmbeddingDtype dtype) {
        return switch (dtype) {
            case FLOAT16 -> (tokens, index) -> half(tokens.getShort(index));
            case BFLOAT16 -> (tokens, index) -> Float.intBitsToFloat(tokens.getShort(index) << 16);
            case FLOAT32 -> ByteBuffer::getFloat;
            case INT8 ->
                throw new RankerException(
                        RankerException.Kind.FATAL,
                        "dtype: INT8 (expected: FLOAT16, BFLOAT16 or FLOAT32; nothing says how INT8 is scaled)");
        };
    }

    /** IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. (The JDK has it from 20 on.) */
    static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int magnitude = bits & 0x7FFF;
        if (magnitude < 0x0400) { // subnormal: units of 2^-24
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude * 0x1p-24f));
        }
        // The exponent's bias from 15 to 127; from that of infinity and NaN to theirs.
        int rebias = magnitude >= 0x7C00 ? (255 - 31) << 23 : (127 - 15) << 23;
        return Float.intBitsToFloat(sign | ((magnitude << 13) + rebias));
    }
}
