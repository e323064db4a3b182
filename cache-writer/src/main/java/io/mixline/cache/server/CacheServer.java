package io.mixline.cache.server;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.WriteBufferWaterMark;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.mixline.cache.HostReader;
import io.mixline.cache.metrics.NanoTicker;
import io.mixline.client.protocol.TransportBuffers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Serves a host's reads over gRPC, on TCP, a Unix socket or both, with health and reflection. Ends gracefully: calls in
 * flight go on for the drain time. Thread-safe.
 */
public final class CacheServer implements AutoCloseable {

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final Duration LOOK_FOR_IDLE = Duration.ofSeconds(30);
    private static final Duration SHORTEST_KEEP_ALIVE = Duration.ofSeconds(10);

    /**
     * A usual answer goes to the socket at once. By default it goes in pieces of 64 KiB, and its caller sleeps and wakes
     * between them, on some connections for each piece (docs/decisions/0067).
     */
    private static final WriteBufferWaterMark ONE_WRITE = new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final List<Server> servers = new ArrayList<>();
    private final GrpcSettings settings;
    private final EventLoopGroup events;
    private final List<ServerServiceDefinition> services = new ArrayList<>();
    private final Optional<SharedMemoryCallers> callers;
    private final ServerServiceDefinition embeddings;
    private final ServerServiceDefinition embeddingsOfThisMachine;
    private final ServerStreamTracer.Factory calls;
    private Optional<InetSocketAddress> tcp = Optional.empty();

    private CacheServer(GrpcSettings settings, HostReader reader, DescribedHost host, CallMeter meter) {
        this.settings = settings;
        this.calls = new MeteredCalls(meter);
        this.events = new MultiThreadIoEventLoopGroup(
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        closing.push(() -> events.shutdownGracefully(0, LAST_WORDS.toSeconds(), TimeUnit.SECONDS)
                .awaitUninterruptibly(LAST_WORDS.toMillis()));
        try {
            ReadThreads threads = new ReadThreads(settings.limits());
            closing.push(threads::close);
            Optional<SharedMemory> shared = sharedMemory(meter);
            shared.ifPresent(memory -> {
                closing.push(memory::close);
                var unused = events.scheduleWithFixedDelay(
                        memory::releaseIdle, LOOK_FOR_IDLE.toSeconds(), LOOK_FOR_IDLE.toSeconds(), TimeUnit.SECONDS);
            });
            callers = shared.map(SharedMemoryCallers::new);
            closing.push(this::drain);
            ReportedHealth health = new ReportedHealth(host);
            closing.push(health::close);
            EmbeddingCalls embeddingCalls =
                    new EmbeddingCalls(reader, host, settings.limits(), InstantSource.system(), meter);
            embeddings = embeddingCalls.service(threads, Optional.empty());
            embeddingsOfThisMachine = embeddingCalls.service(threads, shared);
            services.add(health.service().bindService());
            services.add(ProtoReflectionServiceV1.newInstance().bindService());
            settings.endpoints().tcp().ifPresent(this::listen);
            settings.endpoints().unixSocket().ifPresent(this::listen);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Listens, and answers.
     *
     * @param reader used until {@link #close} has returned
     */
    public static CacheServer start(GrpcSettings settings, HostReader reader, DescribedHost host, CallMeter meter) {
        return new CacheServer(settings, reader, host, meter);
    }

    /** With the port that was taken; empty without TCP. */
    public Optional<InetSocketAddress> tcp() {
        return tcp;
    }

    /** Empty without a Unix socket. */
    public Optional<Path> unixSocket() {
        return settings.endpoints().unixSocket();
    }

    /** As a client takes them: {@code host:port}, {@code unix:/path}. */
    public List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        tcp().ifPresent(address -> addresses.add(address.getHostString() + ":" + address.getPort()));
        unixSocket().ifPresent(file -> addresses.add("unix:" + file));
        return addresses;
    }

    /** Tells health checks, refuses new calls, lets those in flight end, then cuts off what is left. Idempotent. */
    @Override
    public synchronized void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }

    private void listen(InetSocketAddress address) {
        ServerCredentials credentials = settings.endpoints()
                .tls()
                .map(files -> {
                    ServerCertificates certificates = new ServerCertificates(files);
                    closing.push(certificates::close);
                    return certificates.credentials();
                })
                .orElseGet(InsecureServerCredentials::create);
        Server server = listen(
                address,
                credentials,
                embeddings,
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
        InetSocketAddress taken = (InetSocketAddress) server.getListenSockets().get(0);
        tcp = Optional.of(taken);
    }

    private void listen(Path socket) {
        if (!Epoll.isAvailable()) {
            throw new IllegalStateException("cache.grpc-unix-socket: " + socket + " (expected: absent, not on Linux): "
                    + Epoll.unavailabilityCause());
        }
        UnixSocketFile file = new UnixSocketFile(socket);
        file.requireFree();
        listen(
                new DomainSocketAddress(socket.toString()),
                InsecureServerCredentials.create(),
                embeddingsOfThisMachine,
                EpollServerDomainSocketChannel.class);
        file.restrict();
    }

    /** Beside the Unix socket, if nobody else listens on it. */
    private Optional<SharedMemory> sharedMemory(CallMeter meter) {
        if (settings.limits().maxSharedBytes() == 0) {
            return Optional.empty();
        }
        return settings.endpoints().unixSocket().map(socket -> {
            new UnixSocketFile(socket).requireFree();
            return SharedMemory.beside(socket, settings.limits(), meter, NanoTicker.SYSTEM);
        });
    }

    private Server listen(
            SocketAddress address,
            ServerCredentials credentials,
            ServerServiceDefinition served,
            Class<? extends ServerChannel> channels) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address, credentials)
                .channelType(channels)
                .bossEventLoopGroup(events)
                .workerEventLoopGroup(events)
                .withChildOption(ChannelOption.ALLOCATOR, TransportBuffers.POOL)
                .withChildOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ONE_WRITE)
                .directExecutor() // calls hand over to reading threads themselves, where they have to
                .maxInboundMessageSize(settings.limits().call().maxRequestBytes())
                .permitKeepAliveTime(SHORTEST_KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addStreamTracerFactory(calls);
        builder.addService(served);
        callers.ifPresent(builder::addTransportFilter);
        services.forEach(builder::addService);
        try {
            Server server = builder.build().start();
            servers.add(server);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("listening on " + address + " (expected: an address that is free)", e);
        }
    }

    private void drain() {
        servers.forEach(Server::shutdown);
        long until = System.nanoTime() + settings.drain().toNanos();
        servers.forEach(server -> await(server, until - System.nanoTime()));
        servers.forEach(Server::shutdownNow);
        servers.forEach(server -> await(server, LAST_WORDS.toNanos()));
    }

    private static void await(Server server, long nanos) {
        try {
            server.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
