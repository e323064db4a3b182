package io.mixline.client.protocol;

import io.mixline.schemas.Hash128;
import java.nio.ByteBuffer;

/** Memory that a host writes an answer's tokens to, as its caller sees it. Used by one read at a time. */
public final class MappedMemory {

    private final Hash128 key;
    private final ByteBuffer bytes;
    private boolean written;

    public MappedMemory(Hash128 key, ByteBuffer bytes) {
        this.key = key;
        this.bytes = bytes;
    }

    public Hash128 key() {
        return key;
    }

    /** Bytes of the largest answer that fits. */
    public int capacity() {
        return bytes.capacity();
    }

    /** Whether tokens came here since this was asked the last time. */
    public boolean wasWritten() {
        boolean was = written;
        written = false;
        return was;
    }

    /** The tokens that a host says it has written. */
    public ByteBuffer written(long count) {
        if (count > capacity()) {
            throw new MalformedAnswerException(
                    "shared_token_bytes: " + count + " (expected: at most " + capacity() + ")");
        }
        written = true;
        return bytes.slice(0, (int) count);
    }
}
