package io.mixline.jobs;

import io.mixline.jobs.fence.OutgoingRecord;
import io.mixline.jobs.writer.WriterTopics;
import io.mixline.schemas.DeadLetter;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Where a job's records go.
 *
 * @param embeddings must keep the order of the records of a key
 * @param topics where a run shows that it is the one that writes the embeddings
 * @param returned changes that go back to be encoded, to where the BACKFILL source reads them
 */
public record JobSinks(
        Sink<OutgoingRecord> embeddings,
        WriterTopics topics,
        Sink<DeadLetter> deadLetters,
        Sink<OutgoingRecord> returned) {}
