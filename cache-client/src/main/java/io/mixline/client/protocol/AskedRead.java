package io.mixline.client.protocol;

import io.mixline.client.ReadRequest;
import io.mixline.schemas.Hash128;
import java.util.Optional;

/**
 * A read as a caller sends it.
 *
 * @param sharedMemoryKey of memory that the tokens may go to
 */
public record AskedRead(ReadRequest request, Optional<Hash128> sharedMemoryKey) {}
