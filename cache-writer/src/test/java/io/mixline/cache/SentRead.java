package io.mixline.cache;

import io.mixline.client.EmbeddingBatch;
import java.nio.ByteBuffer;

/** What a caller gets of a read that is sent. */
public final class SentRead {

    private static final int PIECE = 5; // no part of a row's bytes

    private SentRead() {}

    /** Closes the read. */
    public static EmbeddingBatch of(HostRead read) {
        try (read) {
            int bytes = Math.toIntExact(
                    EmbeddingBatch.bytes(read.itemShape(), read.rows().size()));
            ByteBuffer tokens = ByteBuffer.allocateDirect(bytes);
            byte[] piece = new byte[PIECE];
            while (tokens.hasRemaining()) {
                int now = Math.min(PIECE, tokens.remaining());
                read.copy(tokens.position(), piece, 0, now);
                tokens.put(piece, 0, now);
            }
            return new EmbeddingBatch(read.model(), read.itemShape(), read.rows(), tokens);
        }
    }
}
