package io.mixline.cache.topic;

import io.mixline.cache.RereadReason;

/** A topic no longer is what a position of it stands for: what came from it has to be discarded. */
final class LostTopicException extends RuntimeException {

    private final String topic;
    private final RereadReason reason;

    LostTopicException(String topic, RereadReason reason, String message) {
        super(message);
        this.topic = topic;
        this.reason = reason;
    }

    String topic() {
        return topic;
    }

    RereadReason reason() {
        return reason;
    }
}
