package io.mixline.encoder.runtime;

import io.mixline.schemas.metrics.MetricDefinition;
import io.mixline.schemas.metrics.MetricKind;
import java.util.List;

/** The encoder's metrics, as they are told through {@link EncoderMetrics}. */
public enum EncoderMetric implements MetricDefinition {
    TEXTS("mixline_encoder_texts_total", MetricKind.COUNTER, List.of("lane"), "Texts encoded."),
    TEXT_TOKENS(
            "mixline_encoder_text_tokens_total",
            MetricKind.COUNTER,
            List.of("lane"),
            "Text tokens of the texts encoded, special tokens included: the encoder's work."),
    TRUNCATED(
            "mixline_encoder_truncated_texts_total",
            MetricKind.COUNTER,
            List.of("lane"),
            "Texts encoded that were longer than the model takes. Many: the bundle's maxTextTokens is too small."),
    FAILURES(
            "mixline_encoder_failed_texts_total",
            MetricKind.COUNTER,
            List.of("lane", "kind"),
            "Texts that could not be encoded. RETRYABLE: the device; BAD_INPUT: the text; FATAL: the bundle."),
    LATENCY(
            "mixline_encoder_text_seconds",
            MetricKind.HISTOGRAM,
            List.of("lane"),
            "From when a text was let in to when its tokens were ready. High: the device is behind."),
    QUEUED(
            "mixline_encoder_queued_texts",
            MetricKind.GAUGE,
            List.of("lane"),
            "Texts inside the encoder. At its bound: the encoder holds its callers back."),
    RUN_TOKENS(
            "mixline_encoder_run_tokens_total",
            MetricKind.COUNTER,
            List.of(),
            "Positions that the device ran, without padding."),
    RUN_PADDING(
            "mixline_encoder_run_padding_total",
            MetricKind.COUNTER,
            List.of(),
            "Positions of padding that the device ran. Much beside run tokens: work for nothing."),
    RUN_WINDOWS("mixline_encoder_run_windows", MetricKind.HISTOGRAM, List.of(), "Windows in one run on the device."),
    RUN_TIME("mixline_encoder_run_seconds", MetricKind.HISTOGRAM, List.of(), "Time of one run on the device.");

    private final String metricName;
    private final MetricKind kind;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    private final String description;

    EncoderMetric(String metricName, MetricKind kind, List<String> labels, String description) {
        this.metricName = metricName;
        this.kind = kind;
        this.labels = labels;
        this.description = description;
    }

    @Override
    public String metricName() {
        return metricName;
    }

    @Override
    public MetricKind kind() {
        return kind;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public String description() {
        return description;
    }
}
