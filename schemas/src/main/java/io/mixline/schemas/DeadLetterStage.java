package io.mixline.schemas;

/** Where on its path a record could not go on. */
public enum DeadLetterStage {
    UNKNOWN,
    DECODE,
    GATE,
    ENCODE,
    WRITE
}
