package io.mixline.jobs.fence;

/** What the fence sends out for a change. */
public enum FenceAction {
    NOTHING,
    WRITE_TOKENS,
    WRITE_TOMBSTONE,
    /** The change goes to the backfill topic, to be encoded whatever was seen before. */
    RETURN_TO_BACKFILL,
    WRITE_DEAD_LETTER
}
