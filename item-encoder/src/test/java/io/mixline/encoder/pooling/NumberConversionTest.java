package io.mixline.encoder.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberConversionTest {

    @ParameterizedTest
    @CsvSource({"FLOAT16, 003c00c0", "BFLOAT16, 803f00c0", "FLOAT32, 0000803f000000c0"})
    void numbers_are_written_little_endian(EmbeddingDtype dtype, String bytes) {
        float[] values = {1, -2};
        assertThat(HexFormat.of()
                        .formatHex(NumberConversion.convert(values, new EmbeddingShape(1, 2, dtype))
                                .bytes()))
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT16, NaN",
        "FLOAT16, Infinity",
        "FLOAT16, 65520",
        "FLOAT16, -65520",
        "BFLOAT16, NaN",
        "BFLOAT16, 3.4028235E38",
        "FLOAT32, NaN",
        "FLOAT32, -Infinity"
    })
    void what_is_not_finite_is_refused_and_never_written(EmbeddingDtype dtype, float value) {
        float[] values = {0, value};
        assertThatThrownBy(() -> NumberConversion.convert(values, new EmbeddingShape(1, 2, dtype)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("expected: finite as " + dtype);
    }

    @Test
    void the_largest_numbers_of_a_type_are_written() {
        NumberConversion.convert(new float[] {65519}, new EmbeddingShape(1, 1, EmbeddingDtype.FLOAT16));
        NumberConversion.convert(new float[] {3.389e38f}, new EmbeddingShape(1, 1, EmbeddingDtype.BFLOAT16));
        NumberConversion.convert(new float[] {Float.MAX_VALUE}, new EmbeddingShape(1, 1, EmbeddingDtype.FLOAT32));
    }

    @Test
    void bfloat16_rounds_to_nearest_ties_to_even() {
        // 1 + 2^-8 is in the middle of 1 and the next bfloat16; 1 + 3 * 2^-8 in the middle of an odd and an even one.
        float[] values = {1 + 0x1p-8f, 1 + 3 * 0x1p-8f};
        assertThat(HexFormat.of()
                        .formatHex(NumberConversion.convert(values, new EmbeddingShape(1, 2, EmbeddingDtype.BFLOAT16))
                                .bytes()))
                .isEqualTo("803f823f");
    }
}
