package io.mixline.cli.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class TokenMatrixTest {

    @Test
    void half_precision_numbers_are_read_exactly() {
        // 1, -2, 0.333251953125, 65504 (largest), 6.103515625e-5 (smallest normal), 5.9604645e-8 (smallest), infinity,
        // -0
        ByteBuffer bytes = shorts(0x3C00, 0xC000, 0x3555, 0x7BFF, 0x0400, 0x0001, 0x7C00, 0x8000);

        assertThat(read(EmbeddingDtype.FLOAT16, 8, bytes))
                .containsExactly(1f, -2f, 0x1.554p-2f, 65504f, 0x1p-14f, 0x1p-24f, Float.POSITIVE_INFINITY, -0f);
        assertThat(read(EmbeddingDtype.FLOAT16, 1, shorts(0x7E00))).containsExactly(Float.NaN);
    }

    @Test
    void brain_floats_are_the_upper_half_of_a_float() {
        assertThat(read(EmbeddingDtype.BFLOAT16, 3, shorts(0x3F80, 0xC000, 0x4049)))
                .containsExactly(1f, -2f, 3.140625f);
    }

    @Test
    void floats_and_bytes_are_read_as_they_are() {
        ByteBuffer floats = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1.5f)
                .putFloat(-7)
                .flip();
        assertThat(read(EmbeddingDtype.FLOAT32, 2, floats)).containsExactly(1.5f, -7f);
        assertThat(read(EmbeddingDtype.INT8, 2, ByteBuffer.wrap(new byte[] {-128, 127})))
                .containsExactly(-128f, 127f);
    }

    @Test
    void the_buffer_is_read_from_its_position_and_left_as_it_was() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 1, 2, 3});
        bytes.position(1);

        assertThat(TokenMatrix.read(new EmbeddingShape(1, 2, EmbeddingDtype.INT8), bytes)
                        .values())
                .containsExactly(1f, 2f);
        assertThat(bytes.position()).isEqualTo(1);
    }

    private static float[] read(EmbeddingDtype dtype, int numbers, ByteBuffer bytes) {
        return TokenMatrix.read(new EmbeddingShape(1, numbers, dtype), bytes).values();
    }

    private static ByteBuffer shorts(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.flip();
    }
}
