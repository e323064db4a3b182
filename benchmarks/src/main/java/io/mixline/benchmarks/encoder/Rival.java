package io.mixline.benchmarks.encoder;

import java.util.List;

/** One of the ways to encode the same texts. */
interface Rival extends AutoCloseable {

    String name();

    /**
     * Encodes the texts with all cores.
     *
     * @return text tokens that the model ran, special tokens included
     */
    long encode(List<Integer> texts) throws Exception;

    @Override
    void close() throws Exception;
}
