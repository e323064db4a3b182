package io.mixline.client.protocol;

/** An answer that does not fit its request, or itself: nothing of it is used. */
public final class MalformedAnswerException extends RuntimeException {

    MalformedAnswerException(String message) {
        super(message);
    }

    MalformedAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
