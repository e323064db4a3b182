package io.mixline.jobs.outcome;

import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** What an operator counts. The names are in checkpoints. */
public enum LedgerLine {
    /** Records that came in. */
    INPUT(JobMetrics.INPUT),
    EMBEDDED(ItemOutcome.EMBEDDED),
    DELETED(ItemOutcome.DELETED),
    SUPERSEDED(ItemOutcome.SUPERSEDED),
    UNCHANGED(ItemOutcome.UNCHANGED),
    CONFLICT(ItemOutcome.CONFLICT),
    DEAD_LETTER(ItemOutcome.DEAD_LETTER),
    /** Changes that are held now. */
    HELD(JobMetrics.HELD),
    /** Marks that went back to be encoded; each has ended as unchanged, and comes in again as a new record. */
    RETURNED_MARK(JobMetrics.RETURNED_MARKS);

    private final JobMetrics metric;
    private final @Nullable ItemOutcome outcome;

    LedgerLine(JobMetrics metric) {
        this.metric = metric;
        this.outcome = null;
    }

    LedgerLine(ItemOutcome outcome) {
        this.metric = JobMetrics.ENDED;
        this.outcome = outcome;
    }

    /** The line of an outcome. */
    static LedgerLine of(ItemOutcome outcome) {
        return valueOf(outcome.name());
    }

    void register(MetricGroup group, Lane lane, LongSupplier count) {
        if (outcome == null) {
            metric.register(group, lane, count);
        } else {
            metric.register(group, lane, outcome, count);
        }
    }
}
