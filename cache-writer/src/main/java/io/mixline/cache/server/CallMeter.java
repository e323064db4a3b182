package io.mixline.cache.server;

import io.grpc.Status;
import java.time.Duration;

/** Is told of calls. Implementations are thread-safe. */
public interface CallMeter {

    /** Counts nothing. */
    CallMeter NONE = new CallMeter() {};

    default void started() {}

    /**
     * Tells of a call whose stream is closed.
     *
     * @param method its full name, whatever the caller asked for
     */
    default void ended(String method, Status.Code code, Duration took) {}

    /**
     * Tells of a call's messages, before {@link #ended}.
     *
     * @param received bytes of requests
     * @param sent bytes of answers
     */
    default void transferred(long received, long sent) {}

    /**
     * Tells of tokens that went to shared memory instead of into a message.
     *
     * @param bytes of them
     */
    default void shared(long bytes) {}

    default void rejected(CallLimit limit) {}
}
