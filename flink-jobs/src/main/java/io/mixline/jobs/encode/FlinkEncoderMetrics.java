package io.mixline.jobs.encode;

import static java.util.Objects.requireNonNull;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.runtime.EncoderMetric;
import io.mixline.encoder.runtime.EncoderMetrics;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import io.mixline.schemas.metrics.MetricKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * Shows what an encoder tells about itself on Flink's metric system, under the encode step of one lane. Thread-safe.
 */
final class FlinkEncoderMetrics implements EncoderMetrics {

    /** Of a histogram's window: enough for a p99 of ten values. */
    private static final int SAMPLES = 1024;

    private final MetricGroup group;
    private final Map<EncoderMetric, Counter> counters = new EnumMap<>(EncoderMetric.class);
    private final SecondsHistogram latency = new SecondsHistogram(SAMPLES);
    private final SecondsHistogram runTime = new SecondsHistogram(SAMPLES);
    private final Histogram runWindows = new DescriptiveStatisticsHistogram(SAMPLES);
    private final Map<EncoderException.Kind, Counter> failures = new EnumMap<>(EncoderException.Kind.class);

    FlinkEncoderMetrics(MetricGroup operator, Lane lane) {
        group = operator.addGroup("lane", lane.name());
        for (EncoderMetric metric : EncoderMetric.values()) {
            if (metric.kind() == MetricKind.COUNTER && metric != EncoderMetric.FAILURES) {
                counters.put(metric, counter(group, metric));
            }
        }
        for (EncoderException.Kind kind : EncoderException.Kind.values()) {
            failures.put(kind, counter(group.addGroup("kind", kind.name()), EncoderMetric.FAILURES));
        }
        group.histogram(EncoderMetric.LATENCY.metricName(), latency);
        group.histogram(EncoderMetric.RUN_TIME.metricName(), runTime);
        group.histogram(EncoderMetric.RUN_WINDOWS.metricName(), runWindows);
    }

    private static Counter counter(MetricGroup group, EncoderMetric metric) {
        return group.counter(metric.metricName(), new ThreadSafeSimpleCounter());
    }

    /** Shows how many texts of the lane are inside. */
    void queued(IntSupplier texts) {
        group.gauge(EncoderMetric.QUEUED.metricName(), (Gauge<Integer>) texts::getAsInt);
    }

    @Override
    public void textEncoded(Lane lane, EncodedText text, Duration latency) {
        add(EncoderMetric.TEXTS, 1);
        add(EncoderMetric.TEXT_TOKENS, text.textTokens());
        if (text.truncated()) {
            add(EncoderMetric.TRUNCATED, 1);
        }
        this.latency.update(latency);
    }

    @Override
    public void textFailed(Lane lane, EncoderException.Kind kind) {
        requireNonNull(failures.get(kind)).inc();
    }

    @Override
    public void deviceRun(DeviceRun run) {
        add(EncoderMetric.RUN_TOKENS, run.tokens());
        add(EncoderMetric.RUN_PADDING, run.padding());
        runWindows.update(run.windows());
        runTime.update(run.took());
    }

    private void add(EncoderMetric metric, long count) {
        requireNonNull(counters.get(metric)).inc(count);
    }
}
