package io.mixline.schemas;

import java.time.Instant;

/**
 * Where and when an embedding came from.
 *
 * @param writerEpoch grows with every run of the writing job
 * @param encodedAt when the tokens left the encoder; for a tombstone, when the job passed it on
 */
public record Provenance(Lane lane, long writerEpoch, Instant changedAt, Instant encodedAt, SourcePosition source) {}
