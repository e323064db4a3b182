package io.mixline.jobs.config;

/** The kinds of topics that a job writes. */
public enum OwnTopic {
    EMBEDDINGS,
    BACKFILL,
    DEAD_LETTERS,
    CONTROL
}
