package io.mixline.cache.metrics;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.RereadReason;
import io.mixline.cache.SnapshotFault;
import io.mixline.client.EmbeddingRows;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRefusedException;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Counts into a Prometheus registry, and sums freshness up for who asks in this process. Thread-safe. */
public final class PrometheusCacheMeter implements CacheMeter {

    private static final String UNREADABLE = "unreadable";
    private static final String RUN_START = "run_start";
    private static final String REPLACED_WRITER = "replaced_writer";

    private final FreshnessSummary freshness = new FreshnessSummary();
    private final Histogram freshnessSeconds;
    private final Counter records;
    private final Counter rereads;
    private final Histogram applySeconds;
    private final Gauge kafkaReachable;
    private final Histogram readSeconds;
    private final Counter readItems;
    private final Counter readsRefused;
    private final Histogram snapshotSeconds;
    private final Gauge snapshotBytes;
    private final Counter snapshotFailures;
    private final Counter snapshotsSkipped;

    public PrometheusCacheMeter(PrometheusRegistry registry) {
        freshnessSeconds =
                histogram(registry, CacheMetrics.FRESHNESS, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600);
        records = counter(registry, CacheMetrics.RECORDS);
        rereads = counter(registry, CacheMetrics.REREADS);
        applySeconds =
                histogram(registry, CacheMetrics.APPLY, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5);
        kafkaReachable = gauge(registry, CacheMetrics.KAFKA_REACHABLE);
        readSeconds = histogram(
                registry, CacheMetrics.READ, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5);
        readItems = counter(registry, CacheMetrics.READ_ITEMS);
        readsRefused = counter(registry, CacheMetrics.READS_REFUSED);
        snapshotSeconds = histogram(registry, CacheMetrics.SNAPSHOT, 0.1, 1, 10, 60, 300, 900, 3_600);
        snapshotBytes = gauge(registry, CacheMetrics.SNAPSHOT_BYTES);
        snapshotFailures = counter(registry, CacheMetrics.SNAPSHOT_FAILURES);
        snapshotsSkipped = counter(registry, CacheMetrics.SNAPSHOTS_SKIPPED);
        // From 0 on, so that a first one shows as a rise.
        initialize(records, ApplyOutcome.values());
        List.of(UNREADABLE, RUN_START, REPLACED_WRITER).forEach(records::initLabelValues);
        initialize(rereads, RereadReason.values());
        initialize(readItems, ItemStatus.values());
        initialize(readsRefused, ReadRefusedException.Reason.values());
        initialize(snapshotsSkipped, SnapshotFault.values());
    }

    /** What {@link #fresh} was told since the start. */
    public FreshnessSummary freshness() {
        return freshness;
    }

    @Override
    public void applied(List<ApplyOutcome> outcomes, Duration took) {
        outcomes.forEach(outcome -> records.labelValues(label(outcome)).inc());
        applySeconds.observe(seconds(took));
    }

    @Override
    public void unreadable(int count) {
        records.labelValues(UNREADABLE).inc(count);
    }

    @Override
    public void runStarts(int count) {
        records.labelValues(RUN_START).inc(count);
    }

    @Override
    public void replacedWriter(int count) {
        records.labelValues(REPLACED_WRITER).inc(count);
    }

    @Override
    public void reread(RereadReason reason) {
        rereads.labelValues(label(reason)).inc();
    }

    @Override
    public void fresh(Duration sinceChange) {
        freshness.add(sinceChange);
        freshnessSeconds.observe(seconds(sinceChange));
    }

    @Override
    public void kafkaReachable(boolean reachable) {
        kafkaReachable.set(reachable ? 1 : 0);
    }

    @Override
    public void read(EmbeddingRows rows, Duration took) {
        int[] items = new int[ItemStatus.values().length];
        for (int item = 0; item < rows.size(); item++) {
            items[rows.status(item).id()]++;
        }
        for (ItemStatus status : ItemStatus.values()) {
            if (items[status.id()] > 0) {
                readItems.labelValues(label(status)).inc(items[status.id()]);
            }
        }
        readSeconds.observe(seconds(took));
    }

    @Override
    public void refused(ReadRefusedException.Reason reason) {
        readsRefused.labelValues(label(reason)).inc();
    }

    @Override
    public void snapshotTaken(long bytes, Duration took) {
        snapshotBytes.set((double) bytes);
        snapshotSeconds.observe(seconds(took));
    }

    @Override
    public void snapshotFailed() {
        snapshotFailures.inc();
    }

    @Override
    public void snapshotSkipped(SnapshotFault fault) {
        snapshotsSkipped.labelValues(label(fault)).inc();
    }

    private static Gauge gauge(PrometheusRegistry registry, CacheMetrics metric) {
        return Gauge.builder()
                .name(metric.metricName())
                .help(metric.description())
                .register(registry);
    }

    private static Counter counter(PrometheusRegistry registry, CacheMetrics metric) {
        return Counter.builder()
                .name(metric.metricName())
                .help(metric.description())
                .labelNames(metric.labels().toArray(String[]::new))
                .register(registry);
    }

    private static Histogram histogram(PrometheusRegistry registry, CacheMetrics metric, double... upperBounds) {
        return Histogram.builder()
                .name(metric.metricName())
                .help(metric.description())
                .classicUpperBounds(upperBounds)
                .register(registry);
    }

    private static void initialize(Counter counter, Enum<?>... labels) {
        for (Enum<?> constant : labels) {
            counter.initLabelValues(label(constant));
        }
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
