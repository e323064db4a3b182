package io.mixline.cache.server;

import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.mixline.client.protocol.EmbeddingCacheMethods;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Counts calls into a Prometheus registry. Thread-safe. */
public final class PrometheusCallMeter implements CallMeter {

    /** Whoever asks for what is not served does not make labels. */
    private static final String UNKNOWN = "unknown";

    private static final String RECEIVED = "received";
    private static final String SENT = "sent";
    private static final String SHARED = "shared";

    private static final Set<String> SERVED = Set.of(
            EmbeddingCacheMethods.ANSWER_READ.getFullMethodName(),
            EmbeddingCacheMethods.DESCRIBE.getFullMethodName(),
            EmbeddingCacheMethods.OPEN_SHARED_MEMORY.getFullMethodName(),
            HealthGrpc.getCheckMethod().getFullMethodName(),
            HealthGrpc.getWatchMethod().getFullMethodName(),
            ServerReflectionGrpc.getServerReflectionInfoMethod().getFullMethodName());

    private final Counter calls;
    private final Histogram seconds;
    private final Gauge inFlight;
    private final Counter bytes;
    private final Counter rejected;

    public PrometheusCallMeter(PrometheusRegistry registry) {
        calls = counter(registry, ServerMetrics.CALLS);
        seconds = Histogram.builder()
                .name(ServerMetrics.CALL.metricName())
                .help(ServerMetrics.CALL.description())
                .labelNames(ServerMetrics.CALL.labels().toArray(String[]::new))
                .classicUpperBounds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5)
                .register(registry);
        inFlight = Gauge.builder()
                .name(ServerMetrics.CALLS_IN_FLIGHT.metricName())
                .help(ServerMetrics.CALLS_IN_FLIGHT.description())
                .register(registry);
        bytes = counter(registry, ServerMetrics.CALL_BYTES);
        rejected = counter(registry, ServerMetrics.CALLS_REJECTED);
        // From 0 on, so that a first one shows as a rise.
        for (CallLimit limit : CallLimit.values()) {
            rejected.initLabelValues(label(limit));
        }
        for (String direction : List.of(RECEIVED, SENT, SHARED)) {
            bytes.initLabelValues(direction);
        }
        calls.initLabelValues(EmbeddingCacheMethods.ANSWER_READ.getFullMethodName(), Status.Code.OK.name());
    }

    @Override
    public void started() {
        inFlight.inc();
    }

    @Override
    public void ended(String method, Status.Code code, Duration took) {
        String known = SERVED.contains(method) ? method : UNKNOWN;
        inFlight.dec();
        calls.labelValues(known, code.name()).inc();
        seconds.labelValues(known).observe(took.toNanos() / 1e9);
    }

    @Override
    public void transferred(long received, long sent) {
        bytes.labelValues(RECEIVED).inc(received);
        bytes.labelValues(SENT).inc(sent);
    }

    @Override
    public void shared(long tokens) {
        bytes.labelValues(SHARED).inc(tokens);
    }

    @Override
    public void rejected(CallLimit limit) {
        rejected.labelValues(label(limit)).inc();
    }

    private static String label(CallLimit limit) {
        return limit.name().toLowerCase(Locale.ROOT);
    }

    private static Counter counter(PrometheusRegistry registry, ServerMetrics metric) {
        return Counter.builder()
                .name(metric.metricName())
                .help(metric.description())
                .labelNames(metric.labels().toArray(String[]::new))
                .register(registry);
    }
}
