package io.mixline.benchmarks.cache;

import java.nio.ByteBuffer;

/** A way to get a candidate list's tokens into one buffer. Used by one thread. */
interface ReadWay extends AutoCloseable {

    /** As it is called in the tables. */
    String name();

    /** Before the calls of a round. */
    default void begin() throws Exception {}

    /** The rows of these items, packed in their order; valid until the next call. */
    ByteBuffer read(int[] items) throws Exception;

    @Override
    void close() throws Exception;
}
