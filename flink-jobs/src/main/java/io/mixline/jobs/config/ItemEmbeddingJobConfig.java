package io.mixline.jobs.config;

import java.io.Serializable;

/** All that an {@code ItemEmbeddingJob} is told, beside its encoder. */
public record ItemEmbeddingJobConfig(
        KafkaCluster kafka, JobTopics topics, SourceMappingText mapping, FlowLimits limits, RunPolicy run)
        implements Serializable {

    public RecordFormats formats() {
        return new RecordFormats(mapping, topics);
    }
}
