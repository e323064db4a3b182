package io.mixline.client.protocol;

import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The bytes of one message as the transport received them: read forward, and moved into a buffer without a copy in between
 * where the transport has them in buffers of its own. Used by one thread.
 */
final class MessageBytes {

    private static final int PIECE = 32 * 1024;

    private final InputStream bytes;
    private int remaining;

    private MessageBytes(InputStream bytes, int remaining) {
        this.bytes = bytes;
        this.remaining = remaining;
    }

    static MessageBytes of(InputStream message) throws IOException {
        if (message instanceof KnownLength) {
            return new MessageBytes(message, message.available());
        }
        byte[] all = message.readAllBytes();
        return new MessageBytes(new ByteArrayInputStream(all), all.length);
    }

    int remaining() {
        return remaining;
    }

    int readByte() throws IOException {
        int read = bytes.read();
        if (remaining == 0 || read < 0) {
            throw new EOFException("message ends within a field");
        }
        remaining--;
        return read;
    }

    /** Fills the buffer from its position to its limit. */
    void readFully(ByteBuffer target) throws IOException {
        if (target.remaining() > remaining) {
            throw new EOFException(
                    "message ends within a field, " + (target.remaining() - remaining) + " bytes before its end");
        }
        remaining -= target.remaining();
        if (bytes instanceof HasByteBuffer buffers && buffers.byteBufferSupported()) {
            move(buffers, target);
        } else {
            copy(target);
        }
    }

    private void move(HasByteBuffer buffers, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            ByteBuffer received = buffers.getByteBuffer();
            if (received == null || !received.hasRemaining()) {
                throw new EOFException("message ends " + target.remaining() + " bytes before its length");
            }
            int now = Math.min(received.remaining(), target.remaining());
            target.put(received.duplicate().limit(received.position() + now));
            bytes.skipNBytes(now);
        }
    }

    private void copy(ByteBuffer target) throws IOException {
        byte[] piece = new byte[Math.min(PIECE, target.remaining())];
        while (target.hasRemaining()) {
            int now = bytes.read(piece, 0, Math.min(piece.length, target.remaining()));
            if (now < 0) {
                throw new EOFException("message ends " + target.remaining() + " bytes before its length");
            }
            target.put(piece, 0, now);
        }
    }
}
