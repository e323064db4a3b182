package io.mixline.client.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.mixline.client.grpc.HostCallException.Kind;
import io.mixline.client.protocol.MalformedAnswerException;
import io.mixline.client.protocol.Refusal;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells callers in our words how a call ended. */
final class CallFailures {

    /** What Netty puts before what the system says. */
    private static final Pattern SYSTEM_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed( with error\\(-?\\d+\\))?: ");

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
        return new HostCallException(
                kind, "host " + host + ": " + status.getCode() + ", " + oneLine(said(status, kind)), failure);
    }

    private static String said(Status status, Kind kind) {
        String described = Objects.requireNonNullElse(status.getDescription(), kind.name());
        Throwable cause = status.getCause();
        if (cause == null) {
            return described;
        }
        return switch (kind) {
            case BAD_ANSWER -> Objects.requireNonNullElse(cause.getMessage(), kind.name());
            case UNREACHABLE ->
                isNobodyThere(cause) ? "no host answers there (" + root(cause) + ")" : with(described, cause);
            default -> described;
        };
    }

    private static String with(String described, Throwable cause) {
        String root = root(cause);
        return described.contains(root) ? described : described + ": " + root;
    }

    private static boolean isNobodyThere(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException
                    || cause instanceof FileNotFoundException) { // a Unix socket's
                return true;
            }
        }
        return false;
    }

    /** What the deepest cause says, or one above it that says the same and more, such as to which address. */
    private static String root(Throwable failure) {
        String root = failure instanceof FileNotFoundException
                ? "no such file"
                : failure.getClass().getSimpleName();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            boolean isOfNext =
                    cause.getCause() != null && cause.getCause().toString().equals(message);
            if (message != null && !message.isBlank() && !isOfNext && !root.contains(message)) {
                root = message;
            }
        }
        return SYSTEM_CALL.matcher(root).replaceFirst("");
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
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
