package io.mixline.schemas;

/** How an input record ended. Each ends as exactly one of these, so that input = ended + in flight + held. */
public enum ItemOutcome {
    /** Its tokens were written. */
    EMBEDDED,
    /** Its tombstone was written. */
    DELETED,
    /** A newer change, or the same one, was there before. */
    SUPERSEDED,
    /** Its text is that of the item's last change. */
    UNCHANGED,
    /** Another text at an order that was seen before: the first stays. */
    CONFLICT,
    /** It could not be handled. */
    DEAD_LETTER
}
