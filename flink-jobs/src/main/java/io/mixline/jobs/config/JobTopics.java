package io.mixline.jobs.config;

import java.io.Serializable;

/**
 * Topics of the job beside the one of its embeddings, which the model version names.
 *
 * @param control of all jobs of a Kafka cluster: which run writes which embeddings topic
 * @param framing of their records, and of the embeddings'
 */
public record JobTopics(String source, String backfill, String deadLetters, String control, JobFraming framing)
        implements Serializable {

    /** In Avro's single-object encoding. */
    public JobTopics(String source, String backfill, String deadLetters, String control) {
        this(source, backfill, deadLetters, control, JobFraming.singleObject());
    }

    /** The topics' own names. */
    public static JobTopics standard() {
        return new JobTopics("job-postings", "job-postings-backfill", "dead-letters", "mixline-control");
    }
}
