package io.mixline.cache;

/** What became of a change. Each change has exactly one of these. */
public enum ApplyOutcome {
    /** Its embedding tokens are readable. */
    APPLIED,
    /** It was a tombstone: the item is deleted. */
    DELETED,
    /** The item's order was this one already; it was written again, so that the last record of a topic wins. */
    REPEATED,
    /** The item's order is newer. */
    SUPERSEDED,
    /** The item is forgotten. */
    ERASED,
    /** It contradicts what is known of its model: another space or another shape. Nothing of it was applied. */
    REFUSED
}
