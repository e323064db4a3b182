package io.mixline.cache.host;

import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.hot.HotTierEmbeddingCache;
import io.mixline.cache.metrics.CacheMetrics;
import io.mixline.cache.topic.CatchUp;
import io.mixline.cache.topic.FreeSpace;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The metrics that are looked up when somebody asks, so that they stay true while nothing is applied. */
final class HostGauges {

    private HostGauges() {}

    static void register(PrometheusRegistry registry, EmbeddingCache cache, CatchUp catchUp, FreeSpace free) {
        gauge(
                registry,
                CacheMetrics.BEHIND,
                gauge -> gauge.call(catchUp.behind().toMillis() / 1e3));
        gauge(registry, CacheMetrics.PAUSED, gauge -> gauge.call(catchUp.isPaused() ? 1 : 0));
        gauge(registry, CacheMetrics.FREE_SPACE, gauge -> gauge.call((double) free.bytes()));
        gauge(registry, CacheMetrics.READY, gauge -> gauge.call(catchUp.isReady() ? 1 : 0));
        gauge(
                registry,
                CacheMetrics.LAG,
                gauge -> catchUp.lags().forEach((topic, lag) -> gauge.call(lag.doubleValue(), topic)));
        gauge(
                registry,
                CacheMetrics.POSITION,
                gauge -> catchUp.positions()
                        .forEach((partition, offset) -> gauge.call(
                                offset.doubleValue(), partition.topic(), String.valueOf(partition.partition()))));
        gauge(registry, CacheMetrics.ITEMS, gauge -> {
            try (CacheSnapshot now = cache.snapshot()) {
                now.models().forEach(model -> items(gauge, model));
            } catch (CacheException e) {
                if (e.kind() != CacheException.Kind.CLOSED) {
                    throw e; // closed: there is nothing to tell of
                }
            }
        });
    }

    static void registerHotReads(PrometheusRegistry registry, HotTierEmbeddingCache tier) {
        CounterWithCallback.builder()
                .name(CacheMetrics.HOT_READS.metricName())
                .help(CacheMetrics.HOT_READS.description())
                .labelNames(CacheMetrics.HOT_READS.labels().toArray(String[]::new))
                .callback(counter -> {
                    counter.call((double) tier.hits(), "hit");
                    counter.call((double) tier.others(), "other");
                })
                .register(registry);
    }

    /** @param age zero where there are no snapshots */
    static void registerSnapshotAge(PrometheusRegistry registry, Supplier<Duration> age) {
        gauge(registry, CacheMetrics.SNAPSHOT_AGE, gauge -> gauge.call(age.get().toMillis() / 1e3));
    }

    private static void items(GaugeWithCallback.Callback gauge, CachedModel model) {
        String space = model.model().space().name();
        String fingerprint = model.model().fingerprint().toString();
        gauge.call((double) model.items().live(), space, fingerprint, "live");
        gauge.call((double) model.items().deleted(), space, fingerprint, "deleted");
    }

    private static void gauge(
            PrometheusRegistry registry, CacheMetrics metric, Consumer<GaugeWithCallback.Callback> values) {
        GaugeWithCallback.builder()
                .name(metric.metricName())
                .help(metric.description())
                .labelNames(metric.labels().toArray(String[]::new))
                .callback(values)
                .register(registry);
    }
}
