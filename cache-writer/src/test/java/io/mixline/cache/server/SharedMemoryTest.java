package io.mixline.cache.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.client.ReadRefusedException;
import io.mixline.client.protocol.OpenedMemory;
import io.mixline.schemas.Hash128;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedMemoryTest {

    private static final Object CALLER = "caller";

    private static final ReadLimits LIMITS = ReadLimits.defaults()
            .withCall(new ReadLimits.Call(10, 1_000, 1_000))
            .withMaxSharedBytes(3_000);

    @TempDir
    private Path directory;

    private Path socket;
    private long now;
    private SharedMemory shared;

    @BeforeEach
    void start() {
        socket = directory.resolve("cache.sock");
        shared = beside(socket);
    }

    @AfterEach
    void close() {
        shared.close();
    }

    @Test
    void tokens_are_written_where_owner_and_group_can_read_them() throws IOException {
        OpenedMemory memory = shared.open(100, CALLER);

        assertThat(shared.write(memory.key(), bytes("tokens"))).isTrue();
        assertThat(shared.write(memory.key(), bytes("of"))).isTrue();

        assertThat(memory.file()).isAbsolute();
        assertThat(Files.readAllBytes(memory.file()))
                .hasSize(100)
                .startsWith(bytes("ofkens").array());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(memory.file())))
                .isEqualTo("rw-r-----");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(memory.file().getParent())))
                .isEqualTo("rwxr-x---");
        assertThat(memory.file().getFileName())
                .asString()
                .isNotEqualTo(memory.key().toString());
    }

    @Test
    void what_nobody_knows_or_what_is_too_small_is_not_written_to() throws IOException {
        OpenedMemory memory = shared.open(3, CALLER);

        assertThat(shared.write(new Hash128(1, 2), bytes("abc"))).isFalse();
        assertThat(shared.write(memory.key(), bytes("abcd"))).isFalse();
        assertThat(Files.readAllBytes(memory.file())).isEqualTo(new byte[3]);
        assertThat(shared.write(memory.key(), bytes("abc"))).isTrue();
    }

    @Test
    void only_what_was_not_used_for_a_minute_makes_room() {
        OpenedMemory used = shared.open(1_500, CALLER);
        OpenedMemory idle = shared.open(1_500, CALLER);
        now += Duration.ofSeconds(59).toNanos();
        assertThat(shared.write(used.key(), bytes("a"))).isTrue();
        assertThatThrownBy(() -> shared.open(1, CALLER))
                .isInstanceOfSatisfying(
                        OverloadedException.class, e -> assertThat(e.limit()).isEqualTo(CallLimit.SHARED))
                .hasMessageContaining("cache.grpc-max-shared-memory");

        now += Duration.ofSeconds(1).toNanos();
        OpenedMemory next = shared.open(1_500, CALLER);

        assertThat(idle.file()).doesNotExist();
        assertThat(shared.write(idle.key(), bytes("a"))).isFalse();
        assertThat(shared.write(used.key(), bytes("a"))).isTrue();
        assertThat(shared.write(next.key(), bytes("a"))).isTrue();
    }

    @Test
    void what_was_not_used_for_a_minute_is_taken_back_and_what_a_caller_has_when_it_ends() {
        OpenedMemory idle = shared.open(100, CALLER);
        now += Duration.ofSeconds(30).toNanos();
        OpenedMemory used = shared.open(100, CALLER);
        OpenedMemory others = shared.open(100, "another");
        now += Duration.ofSeconds(30).toNanos();

        shared.releaseIdle();
        assertThat(idle.file()).doesNotExist();
        assertThat(shared.write(used.key(), bytes("a"))).isTrue();

        shared.release(CALLER);
        assertThat(used.file()).doesNotExist();
        assertThat(shared.write(used.key(), bytes("a"))).isFalse();
        assertThat(shared.write(others.key(), bytes("a"))).isTrue();
        assertThat(shared.open(2_000, CALLER).file()).exists();
    }

    @Test
    void more_than_two_of_the_largest_answers_is_refused() {
        assertThatThrownBy(() -> shared.open(2_001, CALLER)).isInstanceOf(ReadRefusedException.class);
        assertThat(shared.open(2_000, CALLER).file()).hasSize(2_000);
    }

    @Test
    void what_a_host_left_behind_is_removed_and_nothing_else() throws IOException {
        OpenedMemory left = shared.open(10, CALLER);
        SharedMemory next = beside(socket);
        assertThat(left.file()).doesNotExist();

        Path precious = Files.writeString(left.file().resolveSibling("precious"), "text");
        assertThatThrownBy(() -> beside(socket))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("precious");
        assertThat(precious).hasContent("text");
        Files.delete(precious);
        next.close();
    }

    @Test
    void nothing_is_there_after_the_end() {
        OpenedMemory memory = shared.open(10, CALLER);

        shared.close();

        assertThat(memory.file().getParent()).doesNotExist();
        assertThat(shared.write(memory.key(), bytes("a"))).isFalse();
    }

    private SharedMemory beside(Path unixSocket) {
        return SharedMemory.beside(unixSocket, LIMITS, CallMeter.NONE, () -> now);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
