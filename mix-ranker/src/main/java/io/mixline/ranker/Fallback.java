package io.mixline.ranker;

/** What becomes of an item that is no HIT. */
public enum Fallback {
    /** It is presented by the tokens that the cache has of it: for STALE ones only. */
    TOKENS,
    /** It is presented by the cache's short text, or else by the caller's text. */
    SHORT_TEXT,
    /** It is presented by the caller's text. */
    CALLER_TEXT,
    /** It is left out of the scores. */
    SKIP,
    /** It gets the floor, unsent. */
    FLOOR
}
