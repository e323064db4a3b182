package io.mixline.jobs.config;

/** Where the sources end. */
public enum SourceEnd {
    /** The job runs until it is stopped. */
    NEVER,
    /** At what the topics hold when the job starts: the job finishes, and lets go of what it holds. */
    AT_START
}
