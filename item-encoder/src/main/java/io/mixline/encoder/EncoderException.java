package io.mixline.encoder;

/** Why a text was not encoded, or an encoder not opened. Callers branch on the {@link Kind}, never on the message. */
public final class EncoderException extends RuntimeException {

    /** What a caller can do about it. */
    public enum Kind {
        /** The device or the runtime failed, not the text: the same text may go through later. */
        RETRYABLE,
        /** This text cannot be encoded, now or later; others can. */
        BAD_INPUT,
        /** Nothing can be encoded until somebody changes something. */
        FATAL
    }

    private final Kind kind;

    public EncoderException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public EncoderException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /**
     * An engine's failure as ours.
     *
     * @param otherwise the kind of an exception that does not say one itself; an error is always fatal
     */
    public static EncoderException of(Throwable failure, Kind otherwise, String doing) {
        if (failure instanceof EncoderException known) {
            return known;
        }
        Kind kind = failure instanceof Error ? Kind.FATAL : otherwise;
        return new EncoderException(kind, doing + ": " + failure, failure);
    }
}
