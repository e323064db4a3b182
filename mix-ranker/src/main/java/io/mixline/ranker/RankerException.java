package io.mixline.ranker;

/** Why candidates were not scored. Callers branch on the {@link Kind}, never on the message. */
public final class RankerException extends RuntimeException {

    /** What a caller can do about it. */
    public enum Kind {
        /** The same request may go through later, or elsewhere: the deadline passed, a server is away or too busy. */
        RETRYABLE,
        /** This request cannot be scored, now or later; others can. */
        BAD_INPUT,
        /** Nothing can be scored until somebody changes something: settings, the ranker's model, the cache's. */
        FATAL
    }

    private final Kind kind;

    public RankerException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public RankerException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
