package io.mixline.schemas.metrics;

import java.util.List;

/** One metric. Each module has an enum of its metrics, and so prints {@code docs/metrics.md}. */
public interface MetricDefinition {

    /** As Prometheus has it, with its unit: {@code mixline_item_freshness_seconds}; a counter ends in {@code _total}. */
    String metricName();

    MetricKind kind();

    /** Names of the labels, each with few values: never an item id. */
    List<String> labels();

    /** What is counted or measured, and what a high value means. */
    String description();
}
