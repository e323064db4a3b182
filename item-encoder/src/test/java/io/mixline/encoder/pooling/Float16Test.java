package io.mixline.encoder.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Float16Test {

    @ParameterizedTest
    @CsvSource({
        "0, 0x0000",
        "-0.0, 0x8000",
        "1, 0x3C00",
        "-2, 0xC000",
        "0.333251953125, 0x3555",
        "65504, 0x7BFF",
        "65519.996, 0x7BFF",
        "65520, 0x7C00",
        "-1e9, 0xFC00",
        "6.103515625e-5, 0x0400",
        "6.0975552e-5, 0x03FF",
        "5.9604645e-8, 0x0001",
        "2.9802322e-8, 0x0000",
        "2.98023259e-8, 0x0001",
        "8.9406967e-8, 0x0002",
        "1.00048828125, 0x3C00",
        "1.00146484375, 0x3C02",
        "6.1e-5, 0x03FF",
    })
    void a_float_becomes_the_nearest_half_ties_to_even(float value, String half) {
        assertThat(Float16.fromFloat(value)).isEqualTo((short) (int) Integer.decode(half));
    }

    @Test
    void what_is_no_number_stays_none() {
        assertThat(Float16.toFloat(Float16.fromFloat(Float.NaN))).isNaN();
        assertThat(Float16.toFloat(Float16.fromFloat(Float.NEGATIVE_INFINITY))).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @Test
    void every_half_survives_the_way_there_and_back() {
        for (int half = 0; half <= 0xFFFF; half++) {
            float value = Float16.toFloat((short) half);
            if (!Float.isNaN(value)) {
                assertThat(Float16.fromFloat(value)).isEqualTo((short) half);
            }
        }
    }

    @Test
    void between_two_halves_the_nearer_is_taken_and_the_even_one_in_the_middle() {
        for (int half = 0; half < 0x7BFF; half++) {
            float low = Float16.toFloat((short) half);
            float high = Float16.toFloat((short) (half + 1));
            float middle = (low + high) / 2;
            assertThat(Float16.fromFloat(Math.nextDown(middle))).isEqualTo((short) half);
            assertThat(Float16.fromFloat(Math.nextUp(middle))).isEqualTo((short) (half + 1));
            assertThat(Float16.fromFloat(middle)).isEqualTo((short) (half % 2 == 0 ? half : half + 1));
        }
    }
}
