package io.mixline.ranker;

/** How an item was shown to the ranker's model. */
public enum Presentation {
    /** By its embedding tokens. */
    TOKENS,
    /** By the short text that the cache holds. */
    SHORT_TEXT,
    /** By the text that the caller gave. */
    CALLER_TEXT,
    /** Not at all: it has no score. */
    SKIPPED,
    /** Not at all: it has the declared floor as its score. */
    FLOORED;

    /** Whether the item is part of a request. */
    boolean isSent() {
        return this == TOKENS || this == SHORT_TEXT || this == CALLER_TEXT;
    }
}
