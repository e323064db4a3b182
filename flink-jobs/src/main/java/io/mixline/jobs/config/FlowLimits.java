package io.mixline.jobs.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * What bounds the records on their way.
 *
 * @param gateMinInterval the least time between two encodes of an item that changes by itself
 * @param encodeCapacity changes of one lane and subtask that are in or behind the encoder
 * @param maxRecordBytes the most bytes, of key and value together, that a topic takes in a record
 */
public record FlowLimits(Duration gateMinInterval, int encodeCapacity, int maxRecordBytes) implements Serializable {}
