package io.mixline.cli.publish;

/** Kafka did not take a posting. */
public final class PublishFailedException extends RuntimeException {

    PublishFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
