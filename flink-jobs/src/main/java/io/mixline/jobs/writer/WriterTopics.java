package io.mixline.jobs.writer;

import io.mixline.jobs.config.JobClock;
import java.io.Serializable;

/** Where a run shows that it is the writer of its topic. */
public record WriterTopics(EmbeddingsTopic embeddings, WriterClaims claims, JobClock clock) implements Serializable {}
