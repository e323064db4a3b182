package io.mixline.benchmarks.cache;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's redis-server, keeping nothing on disk. */
final class RedisProcess implements AutoCloseable {

    private static final Pattern USED_MEMORY = Pattern.compile("used_memory:(\\d+)\r");

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

    /** Bytes that it has taken for what it holds. */
    long usedMemory() throws IOException {
        try (SocketChannel channel = connect(true)) {
            channel.write(ByteBuffer.wrap("INFO memory\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer said = ByteBuffer.allocate(8192);
            Matcher used = USED_MEMORY.matcher("");
            while (!used.find()) {
                if (channel.read(said) < 0) {
                    throw new IOException("redis-server does not say how much memory it uses");
                }
                used.reset(new String(said.array(), 0, said.position(), StandardCharsets.US_ASCII));
            }
            return Long.parseLong(used.group(1));
        }
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
