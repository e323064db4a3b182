package io.mixline.cache.server;

/** What a call that is too much ran into. */
public enum CallLimit {
    /** Too many reads wait for a thread. */
    WAITING,
    /** Callers have not taken too many answers yet. */
    UNSENT,
    /** A request names too many items. */
    ITEMS,
    /** An answer would be too large. */
    RESPONSE,
    /** Callers share all the memory already that there is for it. */
    SHARED
}
