package io.mixline.cache.server;

import io.grpc.Status;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostReader;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.client.grpc.ConnectionOptions;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import io.mixline.client.grpc.HostAddress;
import io.mixline.client.protocol.EmbeddingCacheMethods;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** A server over a reader, on a Unix socket, and a client of it; counts what goes through shared memory. */
final class UnixReader implements EmbeddingReader, AutoCloseable {

    private final AtomicLong sharedBytes = new AtomicLong();
    private final AtomicInteger opened = new AtomicInteger();
    private final CacheServer server;
    private final Path socket;
    private final GrpcEmbeddingReader client;

    UnixReader(Path socket, HostReader reader, EmbeddingCache cache, ReadLimits limits) {
        this.socket = socket;
        this.server = CacheServer.start(
                new GrpcSettings(
                        "test-host",
                        new GrpcSettings.Endpoints(Optional.empty(), Optional.of(socket), Optional.empty()),
                        limits,
                        Duration.ofSeconds(20)),
                reader,
                new CacheDescription("test-host", cache, new StillProgress()),
                new Counted());
        this.client = client(Duration.ofSeconds(30));
    }

    CacheServer server() {
        return server;
    }

    GrpcEmbeddingReader client() {
        return client;
    }

    GrpcEmbeddingReader client(Duration deadline) {
        return GrpcEmbeddingReader.of(
                new HostAddress.UnixSocket(socket), ConnectionOptions.defaults().withDeadline(deadline));
    }

    /** Of tokens, so far. */
    long sharedBytes() {
        return sharedBytes.get();
    }

    /** How often memory was asked for and given. */
    int opened() {
        return opened.get();
    }

    /** Reads until tokens come through shared memory. */
    @Override
    public EmbeddingBatch read(ReadRequest request, TokenMemory memory) {
        if (request.itemIds().isEmpty()) {
            return client.read(request, memory);
        }
        long before = sharedBytes();
        return Awaitility.await()
                .ignoreNoExceptions()
                .atMost(Duration.ofSeconds(30))
                .until(() -> client.read(request, memory), batch -> sharedBytes() > before);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    private final class Counted implements CallMeter {

        @Override
        public void shared(long bytes) {
            sharedBytes.addAndGet(bytes);
        }

        @Override
        public void ended(String method, Status.Code code, Duration took) {
            if (method.equals(EmbeddingCacheMethods.OPEN_SHARED_MEMORY.getFullMethodName()) && code == Status.Code.OK) {
                opened.incrementAndGet();
            }
        }
    }
}
