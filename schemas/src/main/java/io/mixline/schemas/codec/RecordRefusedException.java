package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetterKind;

/**
 * A record's bytes cannot be decoded, and never will be: it belongs among the dead letters. The message has the form
 * {@code name: value (expected: ...)}.
 */
public final class RecordRefusedException extends RuntimeException {

    private final DeadLetterKind kind;

    public RecordRefusedException(DeadLetterKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    RecordRefusedException(DeadLetterKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What is wrong with the record; callers branch on this and never on the message. */
    public DeadLetterKind kind() {
        return kind;
    }
}
