package io.mixline.cache.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.HostLag;
import io.mixline.cache.HostReader;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadRequest;
import io.mixline.client.ReusedTokenMemory;
import io.mixline.client.TokenMemory;
import io.mixline.client.grpc.ConnectionOptions;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import io.mixline.client.grpc.HostAddress;
import io.mixline.client.grpc.HostCallException;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemId;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that pass through shared memory, over a real Unix socket: right whatever becomes of that memory. */
class SharedMemoryIT {

    private static final EmbeddingShape SHAPE = new EmbeddingShape(1, 1024, EmbeddingDtype.FLOAT16);

    @TempDir
    private Path directory;

    private Path socket;
    private final SampleItems items = new SampleItems(SHAPE);
    private final EmbeddingCache cache = new HeapEmbeddingCache();
    private final HostReader local = new LocalEmbeddingReader(cache, HostLag.none());

    @BeforeEach
    void fill() {
        socket = directory.resolve("cache.sock");
        items.fill(cache, 2_000);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void callers_at_the_same_time_each_get_their_own_rows() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (UnixReader served = new UnixReader(socket, local, cache, ReadLimits.defaults())) {
            List<Future<?>> calls = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                int from = caller;
                calls.add(callers.submit(() -> {
                    TokenMemory memory = new ReusedTokenMemory();
                    for (int call = 0; call < 200; call++) {
                        int first = (from * 500 + call * 7) % 1_700;
                        assertRows(first, 250, served.client().read(request(first, 250), memory));
                    }
                }));
            }
            for (Future<?> call : calls) {
                call.get(120, TimeUnit.SECONDS);
            }
            assertThat(served.opened()).isBetween(1, 4);
            assertThat(served.sharedBytes()).isGreaterThan(400L * 250 * SHAPE.bytes());
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void reads_without_waiting_share_memory_too() throws Exception {
        try (UnixReader served = new UnixReader(socket, local, cache, ReadLimits.defaults())) {
            served.read(request(0, 250), TokenMemory.FRESH);
            long before = served.sharedBytes();

            EmbeddingBatch read = served.client()
                    .readAsync(request(500, 250), TokenMemory.FRESH)
                    .get(30, TimeUnit.SECONDS);

            assertRows(500, 250, read);
            assertThat(served.sharedBytes()).isGreaterThan(before);
        }
    }

    @Test
    void memory_of_a_read_that_failed_is_not_used_again() throws Exception {
        HeldReader held = new HeldReader(local);
        held.release();
        HeldReader stuck = new HeldReader(local);
        HostReader first = (request, memory) ->
                request.itemIds().size() == 250 ? stuck.read(request, memory) : held.read(request, memory);
        try (UnixReader served = new UnixReader(socket, first, cache, ReadLimits.defaults());
                GrpcEmbeddingReader hasty = served.client(Duration.ofMillis(500))) {
            Awaitility.await().until(() -> {
                hasty.read(request(0, 300), TokenMemory.FRESH);
                return served.sharedBytes() > 0;
            });
            int opened = served.opened();

            assertThatThrownBy(() -> hasty.read(request(0, 250), TokenMemory.FRESH))
                    .isInstanceOfSatisfying(
                            HostCallException.class,
                            e -> assertThat(e.kind()).isEqualTo(HostCallException.Kind.DEADLINE_EXCEEDED));

            Awaitility.await().until(() -> {
                assertRows(700, 300, hasty.read(request(700, 300), TokenMemory.FRESH));
                return served.opened() > opened;
            });
            stuck.release();
        }
    }

    @Test
    void a_caller_stays_right_when_its_host_starts_anew() {
        UnixReader served = new UnixReader(socket, local, cache, ReadLimits.defaults());
        try (GrpcEmbeddingReader client = served.client(Duration.ofSeconds(30))) {
            Awaitility.await().until(() -> {
                assertRows(0, 250, client.read(request(0, 250)));
                return served.sharedBytes() > 0;
            });
            served.close();

            try (UnixReader next = new UnixReader(socket, local, cache, ReadLimits.defaults())) {
                Awaitility.await().ignoreException(HostCallException.class).until(() -> {
                    assertRows(100, 250, client.read(request(100, 250)));
                    return next.sharedBytes() > 0;
                });
            }
        }
    }

    @Test
    void what_a_caller_had_is_given_back_when_it_closes() {
        Path files = directory.resolve("cache.sock.memory");
        try (UnixReader served = new UnixReader(socket, local, cache, ReadLimits.defaults())) {
            try (GrpcEmbeddingReader client = served.client(Duration.ofSeconds(30))) {
                Awaitility.await().until(() -> {
                    client.read(request(0, 250));
                    return served.sharedBytes() > 0;
                });
                assertThat(files).isNotEmptyDirectory();
            }

            Awaitility.await().untilAsserted(() -> assertThat(files).isEmptyDirectory());
        }
    }

    @Test
    void a_connection_that_never_spoke_does_not_hold_up_the_end() throws Exception {
        UnixReader served = new UnixReader(socket, local, cache, ReadLimits.defaults());
        try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            assertThat(silent.isConnected()).isTrue();
        }
        Thread closing = new Thread(served::close);

        closing.start();

        // Well below the drain time of the server, which it would wait for otherwise.
        closing.join(Duration.ofSeconds(10).toMillis());
        assertThat(closing.isAlive()).isFalse();
    }

    @Test
    void without_it_tokens_come_through_the_socket() {
        try (UnixReader served =
                new UnixReader(socket, local, cache, ReadLimits.defaults().withMaxSharedBytes(0))) {
            for (int call = 0; call < 5; call++) {
                assertRows(0, 250, served.client().read(request(0, 250)));
            }
            assertThat(served.sharedBytes()).isZero();
            assertThat(directory.resolve("cache.sock.memory")).doesNotExist();
        }
        try (UnixReader served = new UnixReader(socket, local, cache, ReadLimits.defaults());
                GrpcEmbeddingReader client = GrpcEmbeddingReader.of(
                        new HostAddress.UnixSocket(socket),
                        ConnectionOptions.defaults().withSharedMemory(false))) {
            for (int call = 0; call < 5; call++) {
                assertRows(0, 250, client.read(request(0, 250)));
            }
            assertThat(served.opened()).isZero();
        }
    }

    private static ReadRequest request(int first, int count) {
        List<ItemId> ids =
                IntStream.range(first, first + count).mapToObj(SampleItems::id).toList();
        return ReadRequest.current(new EmbeddingSpace("sample"), ids);
    }

    private void assertRows(int first, int count, EmbeddingBatch batch) {
        assertThat(batch.size()).isEqualTo(count);
        for (int row = 0; row < count; row++) {
            int item = first + row;
            byte[] found = new byte[SHAPE.bytes()];
            batch.tokens(row).get(found);
            assertThat(found)
                    .as("item %d", item)
                    .isEqualTo(SampleItems.isDeleted(item) ? new byte[SHAPE.bytes()] : items.row(item));
        }
    }
}
