package io.mixline.cache;

import org.jspecify.annotations.Nullable;

/** Something the cache cannot go on with; callers branch on the kind. */
public final class CacheException extends RuntimeException {

    private final Kind kind;

    public CacheException(Kind kind, String message) {
        this(kind, message, null);
    }

    public CacheException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What a caller can do about it. */
    public enum Kind {
        /** Nothing: the store is damaged, or does not fit what it is asked for; the message says what an operator can do. */
        FATAL,
        /** The disk is full. What was applied stays readable; the same write can be tried again once there is room. */
        NO_SPACE,
        /** Ask another host, or this one after its next start. */
        CLOSED
    }
}
