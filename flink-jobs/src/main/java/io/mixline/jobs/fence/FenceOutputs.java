package io.mixline.jobs.fence;

import io.mixline.jobs.writer.WriterTopics;
import io.mixline.schemas.DeadLetter;
import java.io.Serializable;
import org.apache.flink.util.OutputTag;

/**
 * Where the fence sends what is no embedding, and what it needs to be the writer of the topic of what is.
 *
 * @param returned changes that go back to be encoded
 * @param maxRecordBytes the most bytes, of key and value together, that a topic takes in a record
 */
public record FenceOutputs(
        OutputTag<DeadLetter> deadLetters, OutputTag<OutgoingRecord> returned, WriterTopics topics, int maxRecordBytes)
        implements Serializable {}
