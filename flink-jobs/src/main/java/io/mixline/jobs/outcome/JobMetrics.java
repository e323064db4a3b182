package io.mixline.jobs.outcome;

import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.metrics.MetricDefinition;
import io.mixline.schemas.metrics.MetricKind;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * What a job measures beside what Flink and its Kafka connector do. All are gauges: the counts live in checkpoints, grow
 * over restarts, and fall back with the job to its last checkpoint. A count of the job is the sum over its operators.
 */
public enum JobMetrics implements MetricDefinition {
    INPUT("mixline_job_input_records", Labels.LANE, "Records that came in."),
    ENDED(
            "mixline_job_ended_records",
            Labels.LANE_AND_OUTCOME,
            "Records that ended, by how. Always: input = ended + in flight + held. Rising conflicts: the source gives"
                    + " two texts one version. Rising dead letters: read their topic."),
    HELD("mixline_job_held_changes", Labels.LANE, "Changes that wait because their item changes too fast."),
    RETURNED_MARKS(
            "mixline_job_returned_marks",
            Labels.LANE,
            "Unchanged changes that found their tokens missing and were sent to be encoded again. Many: the encoder"
                    + " fails, or a backfill writes other texts than the live source."),
    IN_FLIGHT(
            "mixline_job_in_flight_changes",
            Labels.LANE,
            "Texts that are with the encoder. At the capacity all the time: the encoder is the bottleneck.");

    private static final String LANE_LABEL = "lane";
    private static final String OUTCOME_LABEL = "outcome";

    private final String metricName;
    private final Labels labels;
    private final String description;

    JobMetrics(String metricName, Labels labels, String description) {
        this.metricName = metricName;
        this.labels = labels;
        this.description = description;
    }

    @Override
    public String metricName() {
        return metricName;
    }

    @Override
    public MetricKind kind() {
        return MetricKind.GAUGE;
    }

    @Override
    public List<String> labels() {
        return labels.names();
    }

    @Override
    public String description() {
        return description;
    }

    private enum Labels {
        LANE,
        LANE_AND_OUTCOME;

        List<String> names() {
            return this == LANE ? List.of(LANE_LABEL) : List.of(LANE_LABEL, OUTCOME_LABEL);
        }
    }

    /** Shows a value of one lane. */
    public void register(MetricGroup group, Lane lane, LongSupplier value) {
        show(group.addGroup(LANE_LABEL, lane.name()), value);
    }

    /** Shows a value of one lane and outcome. */
    void register(MetricGroup group, Lane lane, ItemOutcome outcome, LongSupplier value) {
        show(group.addGroup(LANE_LABEL, lane.name()).addGroup(OUTCOME_LABEL, outcome.name()), value);
    }

    private void show(MetricGroup group, LongSupplier value) {
        group.gauge(metricName, (Gauge<Long>) value::getAsLong);
    }
}
