package io.mixline.jobs.config;

import java.io.Serializable;

/**
 * Topics of the job beside the one of its embeddings, which the model version names.
 *
 * @param control of all jobs of a Kafka cluster: which run writes which embeddings topic
 */
public record JobTopics(String source, String backfill, String deadLetters, String control) implements Serializable {

    /** The topics' own names. */
    public static JobTopics standard() {
        return new JobTopics("job-postings", "job-postings-backfill", "dead-letters", "mixline-control");
    }
}
