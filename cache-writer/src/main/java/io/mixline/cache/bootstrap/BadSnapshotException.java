package io.mixline.cache.bootstrap;

import io.mixline.cache.SnapshotFault;
import org.jspecify.annotations.Nullable;

/** A snapshot that no host should start from. */
public final class BadSnapshotException extends Exception {

    private static final long serialVersionUID = 1;

    private final SnapshotFault fault;

    BadSnapshotException(SnapshotFault fault, String message) {
        this(fault, message, null);
    }

    BadSnapshotException(SnapshotFault fault, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public SnapshotFault fault() {
        return fault;
    }
}
