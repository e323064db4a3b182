package io.mixline.cache.server;

import io.mixline.client.TokenMemory;

/** Makes the answer to a call. Thread-safe. */
@FunctionalInterface
interface Answer<A> {

    /**
     * What answers the request.
     *
     * @param memory free again once the answer was sent
     */
    A to(byte[] request, TokenMemory memory);
}
