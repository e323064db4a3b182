package io.mixline.client.protocol;

import java.nio.ByteBuffer;

/** The tokens of an answer while it is sent, all rows one after the other, wherever they are. Used by one thread. */
@FunctionalInterface
public interface TokenSource extends AutoCloseable {

    /** Copies {@code bytes} of them, from the one at {@code from} on, to that place of the target. */
    void copy(int from, byte[] target, int at, int bytes);

    /** Once they were sent, or will not be. */
    @Override
    default void close() {}

    static TokenSource of(ByteBuffer tokens) {
        return tokens::get;
    }
}
