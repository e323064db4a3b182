package io.mixline.cache.server;

/** A call that is refused because there are too many; the caller may ask again later, or another host. */
final class OverloadedException extends RuntimeException {

    private final CallLimit limit;

    OverloadedException(CallLimit limit, String message) {
        super(message);
        this.limit = limit;
    }

    CallLimit limit() {
        return limit;
    }
}
