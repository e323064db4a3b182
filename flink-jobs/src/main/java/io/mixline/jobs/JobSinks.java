package io.mixline.jobs;

import io.mixline.jobs.fence.EmbeddingsTail;
import io.mixline.jobs.fence.OutgoingRecord;
import io.mixline.schemas.DeadLetter;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Where a job's records go.
 *
 * @param embeddings must keep the order of the records of a key
 * @param written what the embeddings sink wrote, to be read again after a restore
 * @param returned changes that go back to be encoded, to where the BACKFILL source reads them
 */
public record JobSinks(
        Sink<OutgoingRecord> embeddings,
        EmbeddingsTail written,
        Sink<DeadLetter> deadLetters,
        Sink<OutgoingRecord> returned) {}
