package io.mixline.cache.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.HostLag;
import io.mixline.cache.HostReader;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.hot.HotTierEmbeddingCache;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRequest;
import io.mixline.client.ReusedTokenMemory;
import io.mixline.client.TokenMemory;
import io.mixline.client.grpc.ConnectionOptions;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import io.mixline.client.grpc.HostCallException;
import io.mixline.client.grpc.HostCallException.Kind;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemId;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server holds against its callers, over real sockets. */
class CacheServerIT {

    private static final EmbeddingShape SHAPE = new EmbeddingShape(1, 1024, EmbeddingDtype.FLOAT16);

    @TempDir
    private Path directory;

    private final EmbeddingCache cache = new HeapEmbeddingCache();
    private final HostReader local = new LocalEmbeddingReader(cache, HostLag.none());

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void callers_at_the_same_time_each_get_their_own_rows() throws Exception {
        SampleItems items = new SampleItems(SHAPE);
        items.fill(cache, 2_000);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (ServedReader served = ServedReader.over(local, cache, limits(4, 64, 8 << 20))) {
            List<Future<?>> calls = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                int from = caller;
                calls.add(callers.submit(() -> {
                    TokenMemory memory = new ReusedTokenMemory();
                    for (int call = 0; call < 100; call++) {
                        int first = (from * 500 + call * 7) % 1_700;
                        assertRows(items, first, served.client().read(request(first, 250), memory));
                    }
                }));
            }
            for (Future<?> call : calls) {
                call.get(120, TimeUnit.SECONDS);
            }
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void two_hundred_and_fifty_items_of_fifty_tokens_pass() {
        SampleItems items = new SampleItems(new EmbeddingShape(50, 1024, EmbeddingDtype.FLOAT16));
        items.fill(cache, 250);

        try (ServedReader served = ServedReader.over(local, cache)) {
            assertRows(items, 0, served.client().read(request(0, 250)));
        }
    }

    @Test
    void an_answer_beyond_the_bound_is_refused_and_the_next_is_not() {
        new SampleItems(SHAPE).fill(cache, 10);
        ReadLimits limits = ReadLimits.defaults().withCall(new ReadLimits.Call(10_000, 4 << 20, 20_000));

        try (ServedReader served = ServedReader.over(local, cache, limits)) {
            assertThatThrownBy(() -> served.client().read(request(0, 10)))
                    .isInstanceOfSatisfying(
                            ReadRefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(ReadRefusedException.Reason.TOO_LARGE))
                    .hasMessageContaining("cache.grpc-max-response");
            assertThat(served.client().read(request(0, 5)).size()).isEqualTo(5);
        }
    }

    @Test
    void more_items_than_the_bound_are_a_bad_request() {
        new SampleItems(SHAPE).fill(cache, 10);

        try (ServedReader served = ServedReader.over(local, cache)) {
            ReadRequest tooMany =
                    ReadRequest.current(SampleItems.MODEL.space(), Collections.nCopies(10_001, SampleItems.id(0)));
            assertFails(
                    Kind.BAD_REQUEST, () -> served.client().read(tooMany), "item_ids: 10001 (expected: at most 10000");
        }
    }

    @Test
    void a_request_beyond_the_bound_is_refused() {
        new SampleItems(SHAPE).fill(cache, 1);
        ReadLimits limits = ReadLimits.defaults().withCall(new ReadLimits.Call(10_000, 1_024, 64 << 20));

        try (ServedReader served = ServedReader.over(local, cache, limits)) {
            assertFails(Kind.TOO_LARGE, () -> served.client().read(request(0, 1_000)), "1024");
        }
    }

    @Test
    void an_answer_that_is_larger_than_the_caller_takes_fails() {
        new SampleItems(SHAPE).fill(cache, 10);

        try (ServedReader served = ServedReader.over(local, cache);
                GrpcEmbeddingReader small = GrpcEmbeddingReader.of(
                        served.address(), ConnectionOptions.defaults().withMaxAnswerBytes(4_000))) {
            assertFails(Kind.TOO_LARGE, () -> small.read(request(0, 10)), "4000");
        }
    }

    @Test
    void beyond_what_may_wait_reads_are_refused() throws Exception {
        new SampleItems(SHAPE).fill(cache, 10);
        HeldReader held = new HeldReader(local);

        try (ServedReader served = ServedReader.over(held, cache, limits(1, 1))) {
            CompletableFuture<EmbeddingBatch> running = served.client().readAsync(request(0, 10), TokenMemory.FRESH);
            held.awaitBegun();
            CompletableFuture<EmbeddingBatch> next = served.client().readAsync(request(0, 9), TokenMemory.FRESH);
            CompletableFuture<EmbeddingBatch> last = served.client().readAsync(request(0, 8), TokenMemory.FRESH);

            CompletableFuture<Object> refused = CompletableFuture.anyOf(failing(next), failing(last));
            assertThat(refused.get(30, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            HostCallException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OVERLOADED));
            held.release();
            assertThat(running.get(30, TimeUnit.SECONDS).size()).isEqualTo(10);
        }
    }

    @Test
    void what_is_in_memory_is_answered_while_every_reading_thread_waits() throws Exception {
        SampleItems items = new SampleItems(SHAPE);
        try (EmbeddingCache hot = new HotTierEmbeddingCache(new HeapEmbeddingCache(), 1 << 20)) {
            items.fill(hot, 10);
            HostReader reader = new LocalEmbeddingReader(hot, HostLag.none());
            reader.read(request(0, 5));
            HeldReader held = new HeldReader(reader);
            try (ServedReader served = ServedReader.over(held, hot, limits(1, 1))) {
                CompletableFuture<EmbeddingBatch> running =
                        served.client().readAsync(request(0, 10), TokenMemory.FRESH);
                held.awaitBegun();

                assertRows(items, 0, served.client().read(request(0, 5)));
                assertThat(running).isNotDone();
                held.release();
                assertRows(items, 0, running.get(30, TimeUnit.SECONDS));
            }
            assertThat(held.reads()).isEqualTo(1);
        }
    }

    @Test
    void a_call_is_over_at_its_deadline_and_not_read_after_it() throws Exception {
        new SampleItems(SHAPE).fill(cache, 10);
        HeldReader held = new HeldReader(local);
        try (ServedReader served = ServedReader.over(held, cache, limits(1, 10));
                GrpcEmbeddingReader hasty = served.client(Duration.ofMillis(300))) {
            CompletableFuture<EmbeddingBatch> running = served.client().readAsync(request(0, 10), TokenMemory.FRESH);
            held.awaitBegun();

            assertFails(Kind.DEADLINE_EXCEEDED, () -> hasty.read(request(0, 10)), "");
            held.release();
            assertThat(running.get(30, TimeUnit.SECONDS).size()).isEqualTo(10);
            assertThat(served.client().read(request(0, 3)).size()).isEqualTo(3);
        }
        assertThat(held.reads()).isEqualTo(2);
    }

    @Test
    void a_call_ends_also_where_the_jvm_has_no_memory_for_it_and_the_next_is_answered() {
        SampleItems items = new SampleItems(SHAPE);
        items.fill(cache, 3);
        AtomicBoolean failing = new AtomicBoolean(true);
        HostReader reader = (request, memory) -> {
            if (failing.getAndSet(false)) {
                throw new OutOfMemoryError("of this test");
            }
            return local.read(request, memory);
        };
        try (ServedReader served = ServedReader.over(reader, cache, limits(1, 10))) {
            assertFails(Kind.FAILED, () -> served.client().read(request(0, 3)), "INTERNAL");

            assertRows(items, 0, served.client().read(request(0, 3)));
        }
    }

    @Test
    void a_call_in_flight_ends_well_while_the_server_closes_and_a_new_one_is_refused() throws Exception {
        SampleItems items = new SampleItems(SHAPE);
        items.fill(cache, 10);
        HeldReader held = new HeldReader(local);
        ServedReader served = ServedReader.over(held, cache);
        CompletableFuture<EmbeddingBatch> running = served.client().readAsync(request(0, 10), TokenMemory.FRESH);
        held.awaitBegun();

        AtomicBoolean closed = new AtomicBoolean();
        Thread closing = new Thread(() -> {
            served.server().close();
            closed.set(true);
        });
        closing.start();
        try (GrpcEmbeddingReader late = served.client(Duration.ofSeconds(10))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertFails(Kind.UNREACHABLE, late::describe, ""));
        }
        assertThat(closed).isFalse();
        held.release();

        assertRows(items, 0, running.get(30, TimeUnit.SECONDS));
        closing.join(30_000);
        assertThat(closed).isTrue();
        served.close();
    }

    @Test
    void a_unix_socket_is_served_and_one_that_was_left_behind_is_replaced() throws Exception {
        SampleItems items = new SampleItems(SHAPE);
        items.fill(cache, 10);
        Path socket = directory.resolve("cache.sock");
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        try (CacheServer server = unix(socket);
                GrpcEmbeddingReader client = GrpcEmbeddingReader.of("unix:" + socket)) {
            assertThat(server.addresses()).containsExactly("unix:" + socket);
            assertRows(items, 0, client.read(request(0, 10)));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");
            assertThatThrownBy(() -> unix(socket))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("that no other host listens on");
        }
    }

    @Test
    void a_file_that_is_no_socket_is_left_alone() throws Exception {
        Path file = Files.writeString(directory.resolve("precious"), "text");

        assertThatThrownBy(() -> unix(file)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> unix(directory.resolve("absent/cache.sock")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in a directory that exists");
        assertThat(file).hasContent("text");
    }

    @Test
    void a_host_that_is_not_there_is_unreachable() {
        try (GrpcEmbeddingReader client = GrpcEmbeddingReader.of("127.0.0.1:1")) {
            assertFails(Kind.UNREACHABLE, client::describe, "127.0.0.1:1");
        }
    }

    private CacheServer unix(Path socket) {
        GrpcSettings settings = new GrpcSettings(
                "test-host",
                new GrpcSettings.Endpoints(Optional.empty(), Optional.of(socket), Optional.empty()),
                ReadLimits.defaults(),
                Duration.ofSeconds(5));
        return CacheServer.start(
                settings, local, new CacheDescription("test-host", cache, new StillProgress()), CallMeter.NONE);
    }

    private static ReadLimits limits(int threads, int maxWaiting) {
        return limits(threads, maxWaiting, 256 << 20);
    }

    private static ReadLimits limits(int threads, int maxWaiting, int maxUnsentBytes) {
        ReadLimits.Call call = new ReadLimits.Call(10_000, 4 << 20, Math.min(maxUnsentBytes, 64 << 20));
        return new ReadLimits(call, threads, maxWaiting, maxUnsentBytes, 0);
    }

    private static ReadRequest request(int first, int items) {
        List<ItemId> ids =
                IntStream.range(first, first + items).mapToObj(SampleItems::id).toList();
        return ReadRequest.current(new EmbeddingSpace("sample"), ids);
    }

    private static void assertRows(SampleItems items, int first, EmbeddingBatch batch) {
        for (int row = 0; row < batch.size(); row++) {
            int item = first + row;
            byte[] expected =
                    SampleItems.isDeleted(item) ? new byte[batch.itemShape().bytes()] : items.row(item);
            byte[] found = new byte[expected.length];
            batch.tokens(row).get(found);
            assertThat(found).as("item %d", item).isEqualTo(expected);
            assertThat(batch.status(row)).isEqualTo(SampleItems.isDeleted(item) ? ItemStatus.DELETED : ItemStatus.HIT);
            assertThat(batch.rows().version(row)).isEqualTo(item + 1L);
        }
    }

    private static void assertFails(Kind kind, ThrowingCallable call, String said) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HostCallException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContaining(said);
    }

    /** Completes with the failure, and only with it. */
    private static CompletableFuture<Object> failing(CompletableFuture<EmbeddingBatch> call) {
        CompletableFuture<Object> failed = new CompletableFuture<>();
        var unused = call.whenComplete((batch, failure) -> {
            if (failure != null) {
                failed.complete(failure);
            }
        });
        return failed;
    }
}
