package io.mixline.schemas.metrics;

/** How a metric's value behaves. */
public enum MetricKind {
    /** Only grows, from 0 at the start of the process. */
    COUNTER,
    /** A value as it is now. */
    GAUGE,
    /** How often values fell into which range. */
    HISTOGRAM
}
