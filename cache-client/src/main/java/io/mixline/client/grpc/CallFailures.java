package io.mixline.client.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.mixline.client.grpc.HostCallException.Kind;
import io.mixline.client.protocol.MalformedAnswerException;
import io.mixline.client.protocol.Refusal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells callers in our words how a call ended. */
final class CallFailures {

    private final HostAddress host;

    CallFailures(HostAddress host) {
        this.host = host;
    }

    /** A refusal, or what went wrong. */
    RuntimeException of(RuntimeException failure) {
        Metadata trailers = Status.trailersFromThrowable(failure);
        Status status = Status.fromThrowable(failure);
        if (trailers != null) {
            RuntimeException refused = Refusal.of(status, trailers).orElse(null);
            if (refused != null) {
                return refused;
            }
        }
        Kind kind = kind(status, trailers);
        String said = kind == Kind.BAD_ANSWER && status.getCause() != null
                ? status.getCause().getMessage()
                : status.getDescription();
        return new HostCallException(
                kind,
                "host " + host + ": " + status.getCode() + ", " + Objects.requireNonNullElse(said, kind.name()),
                failure);
    }

    private static Kind kind(Status status, @Nullable Metadata trailers) {
        if (status.getCause() instanceof MalformedAnswerException) {
            return Kind.BAD_ANSWER;
        }
        return switch (status.getCode()) {
            case UNAVAILABLE -> Kind.UNREACHABLE;
            case DEADLINE_EXCEEDED -> Kind.DEADLINE_EXCEEDED;
            case INVALID_ARGUMENT -> Kind.BAD_REQUEST;
            // gRPC itself ends a message beyond either side's bound so, and a host that has too much to do says that.
            case RESOURCE_EXHAUSTED ->
                trailers != null && trailers.containsKey(Refusal.LIMIT) ? Kind.OVERLOADED : Kind.TOO_LARGE;
            case CANCELLED -> status.getCause() instanceof InterruptedException ? Kind.INTERRUPTED : Kind.FAILED;
            default -> Kind.FAILED;
        };
    }
}
