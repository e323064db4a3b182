package io.mixline.cache.server;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostReader;
import io.mixline.client.grpc.ConnectionOptions;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import io.mixline.client.grpc.HostAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** A server over a reader, on a free port of this machine, and a client of it. */
final class ServedReader implements AutoCloseable {

    private final CacheServer server;
    private final GrpcEmbeddingReader client;

    private ServedReader(CacheServer server) {
        this.server = server;
        this.client = client(Duration.ofSeconds(30));
    }

    static ServedReader over(HostReader reader, EmbeddingCache cache) {
        return over(reader, cache, ReadLimits.defaults());
    }

    static ServedReader over(HostReader reader, EmbeddingCache cache, ReadLimits limits) {
        GrpcSettings settings = new GrpcSettings("test-host", tcp(), limits, Duration.ofSeconds(20));
        return new ServedReader(CacheServer.start(
                settings, reader, new CacheDescription("test-host", cache, new StillProgress()), CallMeter.NONE));
    }

    static GrpcSettings.Endpoints tcp() {
        return new GrpcSettings.Endpoints(Optional.of(freePort()), Optional.empty(), Optional.empty());
    }

    static InetSocketAddress freePort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    CacheServer server() {
        return server;
    }

    GrpcEmbeddingReader client() {
        return client;
    }

    HostAddress.Tcp address() {
        return new HostAddress.Tcp("127.0.0.1", server.tcp().orElseThrow().getPort());
    }

    GrpcEmbeddingReader client(Duration deadline) {
        return GrpcEmbeddingReader.of(address(), ConnectionOptions.defaults().withDeadline(deadline));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
