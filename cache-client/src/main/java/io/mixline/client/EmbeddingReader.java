package io.mixline.client;

/** Reads a whole candidate list's embedding tokens in one call. Implementations are thread-safe. */
@FunctionalInterface
public interface EmbeddingReader {

    /**
     * One row for each id of the request, all from one model and one moment. Which model is decided once per call.
     *
     * @throws ReadRefusedException where no model fits the request: a reader never gets tokens of another one
     */
    EmbeddingBatch read(ReadRequest request);
}
