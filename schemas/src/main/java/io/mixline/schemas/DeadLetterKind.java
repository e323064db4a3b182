package io.mixline.schemas;

/** Why a record could not be handled. {@code UNKNOWN} stands for a kind of a later release. */
public enum DeadLetterKind {
    UNKNOWN,
    NULL_VALUE,
    NOT_AVRO,
    UNKNOWN_SCHEMA,
    MISSING_ID,
    MISSING_VERSION,
    NEGATIVE_VERSION,
    BAD_FIELD,
    MISSING_CONTENT,
    EMPTY_TEXT,
    ENCODE_FAILED,
    TOO_LARGE
}
