package io.mixline.client;

/** Reads a whole candidate list's embedding tokens in one call. Implementations are thread-safe. */
@FunctionalInterface
public interface EmbeddingReader {

    /**
     * One row for each id of the request, all from one model. Which model is decided once per call.
     *
     * @param memory what the batch's tokens are packed into
     * @throws ReadRefusedException where no model fits the request: a reader never gets tokens of another one
     */
    EmbeddingBatch read(ReadRequest request, TokenMemory memory);

    /** The same, into memory of its own. */
    default EmbeddingBatch read(ReadRequest request) {
        return read(request, TokenMemory.FRESH);
    }
}
