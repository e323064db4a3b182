package io.mixline.schemas.metrics;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Renders metrics as a part of {@code docs/metrics.md}. */
public final class MetricsDocument {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

    private MetricsDocument() {}

    /**
     * A heading and a table with a row a metric, in the order given.
     *
     * @throws IllegalArgumentException for a name that Prometheus would not take as it is, or that is there twice
     */
    public static String markdown(String title, Collection<? extends MetricDefinition> metrics) {
        StringBuilder text = new StringBuilder("## " + title + "\n\n");
        text.append("| name | kind | labels | meaning |\n|---|---|---|---|\n");
        Set<String> names = new HashSet<>();
        for (MetricDefinition metric : metrics) {
            check(metric, names);
            text.append("| `").append(metric.metricName());
            text.append("` | ").append(metric.kind().name().toLowerCase(Locale.ROOT));
            text.append(" | ")
                    .append(metric.labels().stream()
                            .map(label -> "`" + label + "`")
                            .collect(Collectors.joining(", ")));
            text.append(" | ").append(metric.description().replace("|", "\\|")).append(" |\n");
        }
        return text.toString();
    }

    private static void check(MetricDefinition metric, Set<String> names) {
        String name = metric.metricName();
        if (!NAME.matcher(name).matches() || !names.add(name)) {
            throw new IllegalArgumentException("metric: " + name + " (expected: small words with _ between, once)");
        }
        if (name.endsWith("_total") != (metric.kind() == MetricKind.COUNTER)) {
            throw new IllegalArgumentException("metric: " + name + " (expected: _total at the end just for a COUNTER)");
        }
    }
}
