package io.mixline.jobs.outcome;

import io.mixline.schemas.Lane;

/**
 * One count of a ledger as a checkpoint holds it. After a change of parallelism a count may stand for several operators
 * or only a part of one, and be negative: the sum over all of them is what counts.
 */
public record LedgerEntry(Lane lane, LedgerLine line, long count) {}
