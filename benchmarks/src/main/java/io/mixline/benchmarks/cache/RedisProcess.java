package io.mixline.benchmarks.cache;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's redis-server, keeping nothing on disk. */
final class RedisProcess implements AutoCloseable {

    private final Process process;
    private final int port;
    private final Path socket;

    private RedisProcess(Process process, int port, Path socket) {
        this.process = process;
        this.port = port;
        this.socket = socket;
    }

    static RedisProcess start(Path directory) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path socket = directory.resolve("redis.sock");
        Process process = new ProcessBuilder(List.of(
                        "redis-server",
                        "--port",
                        String.valueOf(port),
                        "--unixsocket",
                        socket.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        directory.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        RedisProcess redis = new RedisProcess(process, port, socket);
        for (int attempt = 0; attempt < 100 && !redis.serves(); attempt++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return redis;
    }

    int port() {
        return port;
    }

    Path socket() {
        return socket;
    }

    SocketChannel connect(boolean unix) throws IOException {
        SocketAddress address = unix
                ? UnixDomainSocketAddress.of(socket)
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        channel.connect(address);
        return channel;
    }

    private boolean serves() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("redis-server ended (expected: Debian's package redis-server)");
        }
        try (SocketChannel ignored = connect(true)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
