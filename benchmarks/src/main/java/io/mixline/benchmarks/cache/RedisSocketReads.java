package io.mixline.benchmarks.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The rival: {@code MGET} by hand over a socket, each value straight to where its row is. */
final class RedisSocketReads implements ReadWay {

    private final String name;
    private final ReadShape shape;
    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(1 << 20);
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 20);
    private final ByteBuffer packed;
    private final byte[][] keys;

    /** @param channel closed with this */
    RedisSocketReads(String name, ReadShape shape, SocketChannel channel) {
        this.name = name;
        this.shape = shape;
        this.channel = channel;
        this.packed = ByteBuffer.allocateDirect(shape.ids() * shape.rowBytes());
        this.keys = new byte[shape.items()][];
        Arrays.setAll(keys, ReadShape::key);
        in.limit(0);
    }

    void fill() throws IOException {
        for (int item = 0; item < shape.items(); item++) {
            command("SET", keys[item], shape.row(item));
            if (line()[0] != '+') {
                throw new IOException("SET refused");
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ByteBuffer read(int[] items) throws IOException {
        byte[][] asked = new byte[items.length][];
        for (int id = 0; id < items.length; id++) {
            asked[id] = keys[items[id]];
        }
        command("MGET", asked);
        line();
        int rowBytes = shape.rowBytes();
        for (int id = 0; id < items.length; id++) {
            int length = Integer.parseInt(new String(line(), 1, lineLength - 1, StandardCharsets.US_ASCII));
            if (length != rowBytes) {
                throw new IOException("item " + items[id] + ": " + length + " bytes");
            }
            for (int at = id * rowBytes, end = at + rowBytes; at < end; ) {
                if (!in.hasRemaining()) {
                    more();
                }
                int now = Math.min(end - at, in.remaining());
                packed.put(at, in, in.position(), now);
                in.position(in.position() + now);
                at += now;
            }
            end();
        }
        return packed.clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private final byte[] lineBytes = new byte[64];
    private int lineLength;

    private byte[] line() throws IOException {
        lineLength = 0;
        byte next = next();
        while (next != '\r') {
            lineBytes[lineLength++] = next;
            next = next();
        }
        next();
        return lineBytes;
    }

    private void end() throws IOException {
        next();
        next();
    }

    private byte next() throws IOException {
        if (!in.hasRemaining()) {
            more();
        }
        return in.get();
    }

    private void more() throws IOException {
        in.clear();
        if (channel.read(in) < 0) {
            throw new IOException("redis-server closed the connection");
        }
        in.flip();
    }

    private void command(String name, byte[]... arguments) throws IOException {
        out.clear();
        header('*', arguments.length + 1);
        argument(name.getBytes(StandardCharsets.US_ASCII));
        for (byte[] argument : arguments) {
            argument(argument);
        }
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private void argument(byte[] bytes) {
        header('$', bytes.length);
        out.put(bytes).put((byte) '\r').put((byte) '\n');
    }

    private void header(char kind, int number) {
        out.put((byte) kind)
                .put(Integer.toString(number).getBytes(StandardCharsets.US_ASCII))
                .put((byte) '\r')
                .put((byte) '\n');
    }
}
