package io.mixline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.ModelFingerprint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingBatchTest {

    private static final EmbeddingModel MODEL =
            new EmbeddingModel(new EmbeddingSpace("space"), new ModelFingerprint(new Hash128(1, 2)));
    private static final EmbeddingShape SHAPE = new EmbeddingShape(2, 3, EmbeddingDtype.FLOAT32);
    private static final EmbeddingRow HIT =
            new EmbeddingRow(new ItemId("a"), ItemStatus.HIT, new ItemVersion(7), Instant.EPOCH, "a short text");
    private static final EmbeddingRow MISS = EmbeddingRow.miss(new ItemId("b"));

    @Test
    void a_row_is_a_little_endian_slice_of_the_whole() {
        ByteBuffer tokens = ByteBuffer.allocateDirect(2 * SHAPE.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        tokens.putFloat(SHAPE.bytes(), 0.5f).position(11);

        EmbeddingBatch batch = new EmbeddingBatch(MODEL, SHAPE, List.of(MISS, HIT), tokens);

        assertThat(batch.tokens(1).getFloat()).isEqualTo(0.5f);
        assertThat(batch.tokens(1).remaining()).isEqualTo(24);
        assertThat(batch.tokens(0).getFloat()).isZero();
        assertThat(batch.tokens().getFloat(24)).isEqualTo(0.5f);
        assertThat(batch.tokens().position()).isZero();
        assertThat(batch.tokens().remaining()).isEqualTo(48);
        assertThat(batch.tokens().isDirect()).isTrue();
        assertThat(batch.status(1)).isEqualTo(ItemStatus.HIT);
        assertThat(batch).hasToString("[2, 2, 3] FLOAT32 of space");
    }

    @Test
    void views_move_on_their_own_and_cannot_be_written() {
        EmbeddingBatch batch = new EmbeddingBatch(MODEL, SHAPE, List.of(HIT), ByteBuffer.allocateDirect(SHAPE.bytes()));

        batch.tokens().getFloat();

        assertThat(batch.tokens().position()).isZero();
        assertThatThrownBy(() -> batch.tokens().put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> batch.tokens(0).put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void a_batch_of_nothing_is_a_batch() {
        EmbeddingBatch batch = new EmbeddingBatch(MODEL, SHAPE, List.of(), ByteBuffer.allocateDirect(0));

        assertThat(batch.size()).isZero();
        assertThat(batch.tokens().remaining()).isZero();
    }

    @Test
    void a_row_outside_is_refused() {
        EmbeddingBatch batch = new EmbeddingBatch(MODEL, SHAPE, List.of(HIT), ByteBuffer.allocateDirect(SHAPE.bytes()));

        assertThatThrownBy(() -> batch.tokens(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.tokens(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void a_buffer_of_another_size_or_on_the_heap_is_refused() {
        assertThatThrownBy(() -> new EmbeddingBatch(MODEL, SHAPE, List.of(HIT), ByteBuffer.allocateDirect(23)))
                .hasMessageContaining("expected: a direct buffer of 24 bytes");
        assertThatThrownBy(() -> new EmbeddingBatch(MODEL, SHAPE, List.of(HIT), ByteBuffer.allocate(24)))
                .hasMessageContaining("expected: a direct buffer of 24 bytes");
    }

    @Test
    void a_miss_knows_nothing_and_a_hit_knows_its_version() {
        assertThatThrownBy(() -> new EmbeddingRow(new ItemId("a"), ItemStatus.HIT, null, null, null))
                .hasMessageContaining("expected: both absent just for a MISS");
        assertThatThrownBy(() ->
                        new EmbeddingRow(new ItemId("a"), ItemStatus.MISS, new ItemVersion(1), Instant.EPOCH, null))
                .hasMessageContaining("expected: both absent just for a MISS");
        assertThatThrownBy(() -> new EmbeddingRow(
                        new ItemId("a"), ItemStatus.DELETED, new ItemVersion(1), Instant.EPOCH, "text"))
                .hasMessageContaining("shortText: present (expected: absent for DELETED)");
    }
}
