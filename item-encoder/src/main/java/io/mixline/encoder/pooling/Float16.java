package io.mixline.encoder.pooling;

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. (The JDK has it from 20 on.) */
final class Float16 {

    /** From here on a float rounds to infinity: halfway between 65504, the largest half, and 65536. */
    static final float OVERFLOW = 65520f;

    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7C00;
    private static final int QUIET_NAN = 0x7E00;
    /** Floats below it, 2^-14, are subnormal as halves. */
    private static final int SMALLEST_NORMAL_BITS = 0x3880_0000;
    /** 0.5f: added to a float below 2^-14, it leaves the float's half subnormal in the last bits, rounded. */
    private static final float SUBNORMAL_MAGIC = 0.5f;

    private Float16() {}

    /** Rounds to nearest, ties to even. Too large becomes infinity. */
    static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & SIGN;
        int magnitude = bits & 0x7FFF_FFFF;
        if (magnitude >= Float.floatToRawIntBits(OVERFLOW)) {
            return (short) (sign | (magnitude > 0x7F80_0000 ? QUIET_NAN : INFINITY));
        }
        if (magnitude < SMALLEST_NORMAL_BITS) {
            // The unit in the last place of numbers in [0.5, 1) is 2^-24, which is a half subnormal's.
            float shifted = Float.intBitsToFloat(magnitude) + SUBNORMAL_MAGIC;
            return (short) (sign | (Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(SUBNORMAL_MAGIC)));
        }
        // Exponent bias 127 to 15, then half of the 13 dropped bits' place, and one more if the kept last bit is odd.
        int lastKept = (magnitude >>> 13) & 1;
        int rounded = magnitude - ((127 - 15) << 23) + 0x0FFF + lastKept;
        return (short) (sign | (rounded >>> 13));
    }

    static float toFloat(short half) {
        int sign = (half & SIGN) << 16;
        int exponent = (half >>> 10) & 0x1F;
        int fraction = half & 0x3FF;
        if (exponent == 0x1F) {
            return Float.intBitsToFloat(sign | 0x7F80_0000 | (fraction << 13));
        }
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | ((exponent + 127 - 15) << 23) | (fraction << 13));
    }
}
