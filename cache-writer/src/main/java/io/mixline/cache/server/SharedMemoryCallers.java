package io.mixline.cache.server;

import io.grpc.Attributes;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Knows callers by their connections, and takes back what they share when these end. Thread-safe. */
final class SharedMemoryCallers extends ServerTransportFilter {

    private static final Attributes.Key<Object> CALLER = Attributes.Key.create("shared-memory-caller");

    private final SharedMemory shared;

    SharedMemoryCallers(SharedMemory shared) {
        this.shared = shared;
    }

    /** Of a server with this filter. */
    static Object of(ServerCall<?, ?> call) {
        return Objects.requireNonNull(call.getAttributes().get(CALLER));
    }

    @Override
    public Attributes transportReady(Attributes connection) {
        return connection.toBuilder().set(CALLER, new Object()).build();
    }

    /** @param connection null where it ended before it was ready, as gRPC's documentation does not say */
    @Override
    public void transportTerminated(@Nullable Attributes connection) {
        Object caller = connection == null ? null : connection.get(CALLER);
        if (caller != null) {
            shared.release(caller);
        }
    }
}
