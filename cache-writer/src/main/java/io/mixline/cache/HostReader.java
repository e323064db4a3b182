package io.mixline.cache;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import java.util.Optional;

/** Reads a cache in this process, and tells reads that take no time from those that may wait for a disk. */
public interface HostReader extends EmbeddingReader {

    /**
     * The same as {@link #read(ReadRequest, TokenMemory)} where that takes well below a millisecond and waits for nobody;
     * else empty, at once.
     */
    default Optional<EmbeddingBatch> readFromMemory(ReadRequest request, TokenMemory memory) {
        return Optional.empty();
    }

    /** The same, to be sent by the thread that asks, at once. */
    default Optional<HostRead> holdFromMemory(ReadRequest request, TokenMemory memory) {
        return readFromMemory(request, memory).map(HostRead::of);
    }
}
