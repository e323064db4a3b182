package io.mixline.client;

import java.nio.ByteBuffer;

/** Gives a read the memory that it packs its embedding tokens into. */
@FunctionalInterface
public interface TokenMemory {

    /** New memory for each read: its batch stays as it is for as long as somebody holds it. Thread-safe. */
    TokenMemory FRESH = ByteBuffer::allocateDirect;

    /**
     * Memory for one read, which hands it to its batch.
     *
     * @param bytes a little more than the rows take
     * @return a direct buffer of at least that capacity, whatever its content; nobody else writes it while its batch is used
     */
    ByteBuffer take(int bytes);
}
