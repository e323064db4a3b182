package io.mixline.jobs.encode;

/** Why a text was not encoded. */
public final class EncodeFailedException extends RuntimeException {

    /** What can be done about it. */
    public enum Kind {
        RETRYABLE,
        BAD_INPUT,
        FATAL
    }

    private final Kind kind;

    public EncodeFailedException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
