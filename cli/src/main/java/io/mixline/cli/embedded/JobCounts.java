package io.mixline.cli.embedded;

import io.mixline.jobs.outcome.JobMetrics;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.metrics.MetricDefinition;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a job has counted, both lanes together, as its metrics say: input = ended + in flight + held.
 *
 * @param returnedMarks unchanged changes that were sent to be encoded after all; each is a further input
 */
public record JobCounts(long input, Map<ItemOutcome, Long> ended, long held, long returnedMarks) {

    /** A line of Prometheus's text format: name, labels, value. */
    private static final Pattern LINE = Pattern.compile("^(\\w+)\\{(.*)} (\\S+)$", Pattern.MULTILINE);

    private static final Pattern OUTCOME = Pattern.compile("outcome=\"(\\w+)\"");

    public JobCounts {
        ended = Map.copyOf(ended);
    }

    public long ended(ItemOutcome outcome) {
        return ended.getOrDefault(outcome, 0L);
    }

    /** Records that ended, however. */
    public long allEnded() {
        return ended.values().stream().mapToLong(Long::longValue).sum();
    }

    static JobCounts parse(String prometheus) {
        long input = 0;
        long held = 0;
        long returned = 0;
        Map<ItemOutcome, Long> ended = new EnumMap<>(ItemOutcome.class);
        Matcher lines = LINE.matcher(prometheus);
        while (lines.find()) {
            String name = lines.group(1);
            long value = (long) Double.parseDouble(lines.group(3));
            if (is(JobMetrics.INPUT, name)) {
                input += value;
            } else if (is(JobMetrics.HELD, name)) {
                held += value;
            } else if (is(JobMetrics.RETURNED_MARKS, name)) {
                returned += value;
            } else if (is(JobMetrics.ENDED, name)) {
                outcome(lines.group(2)).ifPresent(outcome -> ended.merge(outcome, value, Long::sum));
            }
        }
        return new JobCounts(input, ended, held, returned);
    }

    /** Flink puts the scope before a metric's own name. */
    private static boolean is(MetricDefinition metric, String name) {
        return name.endsWith("_" + metric.metricName());
    }

    private static Optional<ItemOutcome> outcome(String labels) {
        Matcher outcome = OUTCOME.matcher(labels);
        return outcome.find() ? Optional.of(ItemOutcome.valueOf(outcome.group(1))) : Optional.empty();
    }
}
