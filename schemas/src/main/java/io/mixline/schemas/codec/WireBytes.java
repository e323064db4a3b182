package io.mixline.schemas.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Avro's bytes are buffers, ours are arrays: from one to the other without a copy where that is possible. */
final class WireBytes {

    private WireBytes() {}

    static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    /** The buffer's own array where it is filled from end to end, as {@link BoundedDecoder#readBytes} gives it. */
    static byte @Nullable [] array(@Nullable ByteBuffer buffer) {
        return buffer == null ? null : present(buffer);
    }

    /** As {@link #array}. */
    static byte[] present(ByteBuffer buffer) {
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.array().length == buffer.remaining()) {
            return buffer.array();
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
