package io.mixline.client.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.mixline.client.grpc.ConnectionOptions.ClientTls;
import io.mixline.client.grpc.ConnectionOptions.Identity;
import io.mixline.client.protocol.LargeFrames;
import io.mixline.client.protocol.TransportBuffers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A client's connections to one host, used in turn; each is made when it is needed, and again when it was lost. Thread-safe. */
final class Connections implements AutoCloseable {

    // A whole usual answer without waiting for the window to open: see docs/decisions/0067.
    private static final int WINDOW_BYTES = 8 << 20;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicInteger next = new AtomicInteger();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final EventLoopGroup events;

    Connections(HostAddress address, ConnectionOptions options) {
        events = new MultiThreadIoEventLoopGroup(
                options.connections(), Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        try {
            for (int i = 0; i < options.connections(); i++) {
                channels.add(channel(address, options));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    ManagedChannel next() {
        return channels.get(channels.size() == 1 ? 0 : Math.floorMod(next.getAndIncrement(), channels.size()));
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        events.shutdownGracefully(0, PATIENCE.toSeconds(), TimeUnit.SECONDS).awaitUninterruptibly(PATIENCE.toMillis());
    }

    private ManagedChannel channel(HostAddress address, ConnectionOptions options) {
        return (address instanceof HostAddress.UnixSocket socket
                        ? unix(socket)
                        : tcp((HostAddress.Tcp) address, options.tls()))
                .eventLoopGroup(events)
                .withOption(ChannelOption.ALLOCATOR, TransportBuffers.POOL)
                .withOption(ChannelOption.RECVBUF_ALLOCATOR, TransportBuffers.receivingAnswers())
                .flowControlWindow(WINDOW_BYTES)
                .maxInboundMessageSize(options.maxAnswerBytes())
                .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
                .build();
    }

    private static NettyChannelBuilder tcp(HostAddress.Tcp address, Optional<ClientTls> tls) {
        return NettyChannelBuilder.forTarget(
                        "dns:///" + address,
                        tls.map(Connections::credentials).orElseGet(InsecureChannelCredentials::create))
                .channelFactory(
                        LargeFrames.over(Epoll.isAvailable() ? EpollSocketChannel::new : NioSocketChannel::new),
                        InetSocketAddress.class);
    }

    private static NettyChannelBuilder unix(HostAddress.UnixSocket socket) {
        if (!Epoll.isAvailable()) {
            throw new IllegalArgumentException(
                    "address: " + socket + " (expected: host:port; Unix sockets are served on Linux)");
        }
        return NettyChannelBuilder.forAddress(
                        new DomainSocketAddress(socket.file().toString()), InsecureChannelCredentials.create())
                .overrideAuthority("localhost")
                .channelFactory(LargeFrames.over(EpollDomainSocketChannel::new), DomainSocketAddress.class);
    }

    private static ChannelCredentials credentials(ClientTls tls) {
        try {
            TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
            Optional<Path> trusted = tls.trusted();
            if (trusted.isPresent()) {
                credentials.trustManager(trusted.get().toFile());
            }
            Optional<Identity> identity = tls.identity();
            if (identity.isPresent()) {
                credentials.keyManager(
                        identity.get().certificate().toFile(),
                        identity.get().key().toFile());
            }
            return credentials.build();
        } catch (IOException e) {
            throw new IllegalArgumentException("TLS of " + tls + " (expected: PEM files): " + e.getMessage(), e);
        }
    }
}
