package io.mixline.schemas;

import java.time.Instant;

/**
 * A run's claim, in the control topic, to be the one writer of an embeddings topic. Of several claims to one epoch the
 * first counts; the newest epoch is the writer.
 *
 * @param model what the topic's embeddings are made with; the first claim to a topic ties its model version to it
 */
public record WriterClaim(
        ClaimedTopic topic, long writerEpoch, WriterRun run, EmbeddingModel model, Instant claimedAt) {

    public WriterClaim {
        if (writerEpoch < 1) {
            throw new IllegalArgumentException("writerEpoch: " + writerEpoch + " (expected: > 0)");
        }
    }

    /**
     * An embeddings topic.
     *
     * @param id given by Kafka: a name can come back, an id does not
     */
    public record ClaimedTopic(String name, String id) {}

    /**
     * A run of a job.
     *
     * @param id tells it from every other run
     * @param job given by Flink; stays the same when Flink restarts the job
     */
    public record WriterRun(String id, String job) {}
}
