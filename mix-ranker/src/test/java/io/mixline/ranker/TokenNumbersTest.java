package io.mixline.ranker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadRequest;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemId;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A number of a row, its float, and the decimals that are sent. */
class TokenNumbersTest {

    private static final int HALVES = 1 << 16;

    @Test
    void every_half_is_the_float_that_its_bits_say() {
        for (int bits = 0; bits < HALVES; bits++) {
            int exponent = bits >> 10 & 0x1F;
            int fraction = bits & 0x3FF;
            double magnitude = exponent == 0x1F
                    ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                    : exponent == 0 ? fraction * Math.pow(2, -24) : (1024 + fraction) * Math.pow(2, exponent - 25);
            float expected = (float) ((bits & 0x8000) == 0 ? magnitude : -magnitude);
            // Compared as bits: 0 is not -0, and NaN is NaN.
            assertThat(Float.floatToIntBits(TokenNumbers.half((short) bits)))
                    .as(Integer.toHexString(bits))
                    .isEqualTo(Float.floatToIntBits(expected));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = EmbeddingDtype.class,
            names = {"FLOAT16", "BFLOAT16"})
    void every_finite_number_of_two_bytes_is_sent_as_the_shortest_decimals_that_are_it(EmbeddingDtype dtype)
            throws IOException {
        ByteBuffer row = ByteBuffer.allocate(2 * HALVES).order(ByteOrder.LITTLE_ENDIAN);
        int finite = 0;
        for (int bits = 0; bits < HALVES; bits++) {
            row.putShort(2 * finite, (short) bits);
            if (Float.isFinite(TokenNumbers.of(dtype).at(row, 2 * finite))) {
                finite++;
            }
        }
        String[] sent = sent(new EmbeddingShape(1, finite, dtype), row.array());

        assertThat(sent).hasSize(finite);
        for (int i = 0; i < finite; i++) {
            assertShortest(sent[i], TokenNumbers.of(dtype).at(row, 2 * i));
        }
    }

    @Property
    void any_float_is_sent_as_the_shortest_decimals_that_are_it(@ForAll float number) throws IOException {
        assertShortest(sent(new EmbeddingShape(1, 1, EmbeddingDtype.FLOAT32), Rankers.row(number))[0], number);
    }

    @Test
    void numbers_that_the_jdk_writes_too_long_are_sent_short() throws IOException {
        assertThat(sent(new EmbeddingShape(1, 2, EmbeddingDtype.FLOAT32), Rankers.row(Float.MIN_NORMAL, 2e23f)))
                .containsExactly("1.1754944E-38", "2.0E23");
    }

    /** Read as a float at once, and as a double first, which is what Python does. */
    private static void assertShortest(String decimals, float number) {
        assertThat(Float.parseFloat(decimals)).isEqualTo(number);
        assertThat((float) Double.parseDouble(decimals)).isEqualTo(number);
        BigDecimal digits = new BigDecimal(decimals).stripTrailingZeros();
        if (digits.precision() > 2) {
            for (RoundingMode mode : List.of(RoundingMode.DOWN, RoundingMode.UP)) {
                assertThat(digits.round(new MathContext(digits.precision() - 1, mode))
                                .floatValue())
                        .as(decimals)
                        .isNotEqualTo(number);
            }
        }
    }

    private static String[] sent(EmbeddingShape shape, byte[] bytes) throws IOException {
        byte[] row = Arrays.copyOf(bytes, shape.bytes());
        EmbeddingBatch batch = new MemoryReader(shape)
                .hit("a", null, row)
                .read(ReadRequest.current(MemoryReader.SPACE, List.of(new ItemId("a"))));
        byte[] overrides = ScoreJson.item(0, "", batch).overrides();
        JsonNode parsed = new ObjectMapper().readTree(overrides);
        assertThat(parsed.get(0)).hasSize(shape.dimension());
        String numbers = new String(overrides, StandardCharsets.US_ASCII);
        return numbers.substring(2, numbers.length() - 2).split(",", -1);
    }
}
