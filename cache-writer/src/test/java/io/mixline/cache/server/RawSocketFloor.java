package io.mixline.cache.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** What the kernel alone takes: a request of some bytes, and an answer of the same size each time, over a plain socket. */
final class RawSocketFloor implements AutoCloseable {

    private static final int REQUEST = 3_000;

    private final ServerSocketChannel listening;
    private final SocketChannel client;
    private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST);
    private final ByteBuffer answer;

    private RawSocketFloor(ServerSocketChannel listening, int bytes) throws IOException {
        this.listening = listening;
        this.answer = ByteBuffer.allocateDirect(bytes);
        Thread serving = new Thread(() -> serve(bytes), "raw-socket");
        serving.setDaemon(true);
        serving.start();
        this.client = SocketChannel.open(listening.getLocalAddress());
    }

    static RawSocketFloor tcp(int bytes) throws IOException {
        return listen(ServerSocketChannel.open(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), bytes);
    }

    static RawSocketFloor unix(Path file, int bytes) throws IOException {
        return listen(ServerSocketChannel.open(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(file), bytes);
    }

    private static RawSocketFloor listen(ServerSocketChannel listening, SocketAddress address, int bytes)
            throws IOException {
        listening.bind(address);
        return new RawSocketFloor(listening, bytes);
    }

    byte call() throws IOException {
        transfer(request.clear(), true);
        transfer(answer.clear(), false);
        return answer.get(0);
    }

    private void transfer(ByteBuffer bytes, boolean send) throws IOException {
        while (bytes.hasRemaining()) {
            if ((send ? client.write(bytes) : client.read(bytes)) < 0) {
                throw new IOException("the other end has closed");
            }
        }
    }

    private void serve(int bytes) {
        ByteBuffer asked = ByteBuffer.allocateDirect(REQUEST);
        ByteBuffer sent = ByteBuffer.allocateDirect(bytes);
        try (SocketChannel caller = listening.accept()) {
            while (true) {
                asked.clear();
                while (asked.hasRemaining()) {
                    if (caller.read(asked) < 0) {
                        return;
                    }
                }
                sent.clear();
                while (sent.hasRemaining()) {
                    caller.write(sent);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("answering", e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        listening.close();
    }
}
