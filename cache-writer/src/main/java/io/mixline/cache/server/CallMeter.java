package io.mixline.cache.server;

import io.grpc.Status;
import java.time.Duration;

/** Is told of calls as they end. Implementations are thread-safe. */
public interface CallMeter {

    /** Counts nothing. */
    CallMeter NONE = new CallMeter() {};

    default void started(String method) {}

    /**
     * Tells of a call whose stream is closed.
     *
     * @param received bytes of its request on the wire, without HTTP/2's own
     * @param sent bytes of its answer, likewise
     */
    default void ended(String method, Status.Code code, Duration took, long received, long sent) {}
}
