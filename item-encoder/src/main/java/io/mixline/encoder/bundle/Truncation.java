package io.mixline.encoder.bundle;

/** What of a text stays that is longer than the model takes. */
public enum Truncation {
    /** Its beginning. */
    HEAD
}
