package io.mixline.client.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ReadRequest;
import io.mixline.client.protocol.MappedMemory;
import io.mixline.client.protocol.OpenedMemory;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedMemoryPoolTest {

    private static final EmbeddingModel MODEL =
            new EmbeddingModel(new EmbeddingSpace("space-1"), new ModelFingerprint(new Hash128(1, 2)));
    private static final EmbeddingShape SHAPE = new EmbeddingShape(1, 1024, EmbeddingDtype.FLOAT16);

    @TempDir
    private Path directory;

    private long now;
    private int opened;
    private final SharedMemoryPool pool = new SharedMemoryPool(8 << 20, () -> now);

    @Test
    void nothing_is_opened_before_an_answer_has_told_how_large_a_row_is() {
        assertThat(pool.lend(request(10))).isEmpty();
        assertThat(pool.wanted(request(10))).isEmpty();

        pool.giveBack(Optional.empty(), answer(10));

        assertThat(pool.wanted(request(10))).hasValue(1 << 20);
        assertThat(pool.wanted(request(10))).as("while it is opened").isEmpty();
    }

    @Test
    void memory_is_lent_to_one_read_at_a_time() throws IOException {
        open(10);
        Optional<MappedMemory> first = pool.lend(request(10));
        assertThat(first).isPresent();
        assertThat(pool.lend(request(10))).isEmpty();
        open(10);
        Optional<MappedMemory> second = pool.lend(request(10));
        assertThat(second).isPresent().get().isNotSameAs(first.orElseThrow());

        read(first, 10);

        assertThat(pool.lend(request(10))).containsSame(first.orElseThrow());
    }

    @Test
    void memory_that_the_host_did_not_write_to_is_let_go() throws IOException {
        open(10);

        pool.giveBack(pool.lend(request(10)), answer(10));

        assertThat(pool.lend(request(10))).isEmpty();
    }

    @Test
    void larger_answers_take_larger_memory() throws IOException {
        open(10);
        assertThat(pool.lend(request(1_000))).isEmpty();
        open(1_000);

        assertThat(pool.lend(request(1_000)))
                .hasValueSatisfying(memory -> assertThat(memory.capacity()).isEqualTo(2 << 20));
        assertThat(pool.lend(request(10)))
                .hasValueSatisfying(memory -> assertThat(memory.capacity()).isEqualTo(1 << 20));
    }

    @Test
    void an_answer_that_the_caller_does_not_take_gets_no_memory() throws IOException {
        open(4_096);

        assertThat(pool.lend(request(4_097))).isEmpty();
        assertThat(pool.wanted(request(4_097))).isEmpty();
        assertThat(pool.lend(request(4_096))).isPresent();
    }

    @Test
    void a_host_that_gives_none_is_asked_again_after_a_minute() {
        pool.giveBack(Optional.empty(), answer(10));
        assertThat(pool.wanted(request(10))).isPresent();
        pool.failed(new IOException("none"));

        assertThat(pool.wanted(request(10))).isEmpty();
        now += Duration.ofSeconds(59).toNanos();
        assertThat(pool.wanted(request(10))).isEmpty();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(pool.wanted(request(10))).isPresent();
    }

    @Test
    void a_file_that_is_not_there_or_too_small_is_none() throws IOException {
        pool.giveBack(Optional.empty(), answer(10));
        long wanted = pool.wanted(request(10)).orElseThrow();
        pool.opened(new OpenedMemory(directory.resolve("absent"), new Hash128(1, 1)), wanted);
        assertThat(pool.lend(request(10))).isEmpty();

        now += Duration.ofMinutes(1).toNanos();
        pool.opened(file(wanted - 1), pool.wanted(request(10)).orElseThrow());

        assertThat(pool.lend(request(10))).isEmpty();
    }

    private void open(int items) throws IOException {
        pool.giveBack(Optional.empty(), answer(items));
        OptionalLong wanted = pool.wanted(request(items));
        pool.opened(file(wanted.orElseThrow()), wanted.orElseThrow());
    }

    private OpenedMemory file(long bytes) throws IOException {
        Path file = directory.resolve("region-" + ++opened);
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(bytes);
        }
        return new OpenedMemory(file, new Hash128(0, opened));
    }

    /** As an answer does whose tokens came through that memory. */
    private void read(Optional<MappedMemory> lent, int items) {
        lent.orElseThrow().written(0);
        pool.giveBack(lent, answer(items));
    }

    private static ReadRequest request(int items) {
        return ReadRequest.current(MODEL.space(), Collections.nCopies(items, new ItemId("a")));
    }

    private static EmbeddingBatch answer(int items) {
        List<EmbeddingRow> rows = Collections.nCopies(items, EmbeddingRow.miss(new ItemId("a")));
        return new EmbeddingBatch(MODEL, SHAPE, rows, ByteBuffer.allocateDirect(SHAPE.bytes() * items));
    }
}
