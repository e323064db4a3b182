package io.mixline.cache;

/**
 * Rows of one read that stay where the cache keeps them, and as they are, until this is closed: soon, for whatever the cache
 * gives up meanwhile it cannot use anew. Used by one thread.
 */
public interface RowsInPlace extends AutoCloseable {

    /** Whether that item's row is one of them. */
    boolean has(int item);

    /** Copies {@code bytes} of that item's row, from the one at {@code from} on, to that place of the target. */
    void copy(int item, int from, byte[] target, int at, int bytes);

    @Override
    void close();
}
