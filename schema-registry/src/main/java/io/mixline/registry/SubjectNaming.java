package io.mixline.registry;

import java.util.function.UnaryOperator;

/**
 * Under which subject a schema of ours is registered. A topic's name alone (Confluent's TopicNameStrategy) is not among
 * them: topics of ours hold records of several types, and a subject holds versions of one.
 */
public enum SubjectNaming {
    /** The record's full name: one subject for all topics. */
    RECORD_NAME {
        @Override
        public UnaryOperator<String> in(String topic) {
            return record -> record;
        }
    },
    /** Topic and full name: each topic may have versions of its own. */
    TOPIC_RECORD_NAME {
        @Override
        public UnaryOperator<String> in(String topic) {
            return record -> topic + "-" + record;
        }
    };

    /** The subjects of a topic's records, by their full names. */
    public abstract UnaryOperator<String> in(String topic);
}
