package io.mixline.client.grpc;

/** A call that a host did not answer; callers branch on the kind. A read that it refused is no such failure. */
public final class HostCallException extends RuntimeException {

    private final Kind kind;

    HostCallException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What a caller can do about it. */
    public enum Kind {
        /** No connection, or it ended: another host may answer, this one may later. */
        UNREACHABLE,
        /** The host has too much to do: another one may answer, this one may later. */
        OVERLOADED,
        /** The call took longer than its deadline. */
        DEADLINE_EXCEEDED,
        /** The host takes no such request: the message says what is wrong with it. */
        BAD_REQUEST,
        /** A request that is larger than the host takes, or an answer that is larger than this client does. */
        TOO_LARGE,
        /** What came back is no answer to the request. */
        BAD_ANSWER,
        /** The calling thread was interrupted. */
        INTERRUPTED,
        /** Anything else: the host's log tells more. */
        FAILED
    }
}
