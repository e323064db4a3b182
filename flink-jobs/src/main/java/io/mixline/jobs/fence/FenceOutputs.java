package io.mixline.jobs.fence;

import io.mixline.schemas.DeadLetter;
import java.io.Serializable;
import org.apache.flink.util.OutputTag;

/**
 * Where the fence sends what is no embedding, and where it sees again what it wrote.
 *
 * @param returned changes that go back to be encoded
 * @param maxRecordBytes the most bytes, of key and value together, that a topic takes in a record
 */
public record FenceOutputs(
        OutputTag<DeadLetter> deadLetters, OutputTag<OutgoingRecord> returned, EmbeddingsTail tail, int maxRecordBytes)
        implements Serializable {}
