package io.mixline.cache.server;

import io.mixline.client.TokenMemory;
import io.mixline.client.protocol.InvalidRequestException;
import java.util.Optional;

/** Makes the answers to the calls of one method. Thread-safe. */
interface Answer<Q, A> {

    /**
     * What the caller asks for.
     *
     * @throws InvalidRequestException naming what is wrong
     */
    Q decode(byte[] request);

    /**
     * The answer, if it is made in so little time that the transport can wait for it.
     *
     * @param memory free again once the answer was sent
     */
    default Optional<A> atOnce(Q request, TokenMemory memory) {
        return Optional.empty();
    }

    /** It was sent, or will not be. */
    default void sent(A answer) {}

    /**
     * The answer, in whatever time it takes.
     *
     * @param memory free again once the answer was sent
     */
    A to(Q request, TokenMemory memory);
}
