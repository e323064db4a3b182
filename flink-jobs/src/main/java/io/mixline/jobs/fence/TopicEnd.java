package io.mixline.jobs.fence;

/** Where a partition of the embeddings topic ended when a checkpoint was taken. */
public record TopicEnd(int partition, long offset) {}
