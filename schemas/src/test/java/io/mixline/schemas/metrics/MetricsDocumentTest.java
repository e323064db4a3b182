package io.mixline.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsDocumentTest {

    private record Metric(String metricName, MetricKind kind, List<String> labels, String description)
            implements MetricDefinition {}

    private static final Metric OUTCOMES = new Metric(
            "mixline_item_outcomes_total", MetricKind.COUNTER, List.of("lane", "outcome"), "How records ended.");
    private static final Metric FRESHNESS =
            new Metric("mixline_freshness_seconds", MetricKind.HISTOGRAM, List.of(), "From changedAt | to readable.");

    @Test
    void the_document_has_a_row_for_each() {
        assertThat(MetricsDocument.markdown("Job", List.of(OUTCOMES, FRESHNESS)))
                .isEqualTo("""
                        ## Job

                        | name | kind | labels | meaning |
                        |---|---|---|---|
                        | `mixline_item_outcomes_total` | counter | `lane`, `outcome` | How records ended. |
                        | `mixline_freshness_seconds` | histogram |  | From changedAt \\| to readable. |
                        """);
    }

    @Test
    void names_are_as_prometheus_has_them() {
        assertRefused(new Metric("mixline.freshness", MetricKind.GAUGE, List.of(), "d"));
        assertRefused(new Metric("mixline_records", MetricKind.COUNTER, List.of(), "d"));
        assertRefused(new Metric("mixline_records_total", MetricKind.GAUGE, List.of(), "d"));
        assertThatThrownBy(() -> MetricsDocument.markdown("Job", List.of(OUTCOMES, OUTCOMES)))
                .hasMessageContaining("metric: mixline_item_outcomes_total (expected:");
    }

    private static void assertRefused(Metric metric) {
        assertThatThrownBy(() -> MetricsDocument.markdown("Job", List.of(metric)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("metric: " + metric.metricName());
    }
}
