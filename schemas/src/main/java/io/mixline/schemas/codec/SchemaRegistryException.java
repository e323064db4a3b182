package io.mixline.schemas.codec;

import org.jspecify.annotations.Nullable;

/** A schema registry did not do what it was asked for. */
public final class SchemaRegistryException extends RuntimeException {

    /** Whether it may do so another time. */
    public enum Kind {
        /** Away, slow or busy. */
        RETRYABLE,
        /** It refuses us or our schema, or is no registry. */
        FATAL
    }

    private final Kind kind;

    public SchemaRegistryException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
