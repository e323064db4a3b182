package io.mixline.client;

import java.nio.ByteBuffer;

/**
 * The same memory for one read after the other, so that none pays for new pages: <b>a batch is valid until the next read</b>.
 * Grows to the largest read. Used by one thread at a time.
 */
public final class ReusedTokenMemory implements TokenMemory {

    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    @Override
    public ByteBuffer take(int bytes) {
        if (memory.capacity() < bytes) {
            memory = ByteBuffer.allocateDirect(bytes);
        }
        return memory;
    }
}
