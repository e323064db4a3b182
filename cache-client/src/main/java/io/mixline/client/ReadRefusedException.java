package io.mixline.client;

/** A read that was not answered; callers branch on the reason. An item that is not there is no refusal but a MISS. */
public final class ReadRefusedException extends RuntimeException {

    private final Reason reason;

    public ReadRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why a read was not answered. The ids are on the wire and never change. */
    public enum Reason {
        /** The host holds no model of the space: the name is wrong, or its topic was not read yet. */
        UNKNOWN_SPACE(1, true),
        /** The host holds models of the space, but none that the request accepts. */
        NO_ACCEPTED_MODEL(2, true),
        /** Of the model only tombstones were seen, so the shape of its rows is not known yet. */
        NO_EMBEDDING_YET(3, true),
        /** The result would be larger than one buffer: ask for fewer items. */
        TOO_LARGE(4, false),
        /** The host is shutting down. */
        CLOSED(5, true);

        private final byte id;
        private final boolean retryable;

        Reason(int id, boolean retryable) {
            this.id = (byte) id;
            this.retryable = retryable;
        }

        public byte id() {
            return id;
        }

        /** Whether the same request may be answered later, or by another host. */
        public boolean isRetryable() {
            return retryable;
        }

        public static Reason fromId(int id) {
            for (Reason reason : values()) {
                if (reason.id == id) {
                    return reason;
                }
            }
            throw new IllegalArgumentException("read refusal id: " + id + " (expected: 1 to 5)");
        }
    }
}
