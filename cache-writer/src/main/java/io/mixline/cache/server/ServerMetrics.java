package io.mixline.cache.server;

import io.mixline.schemas.metrics.MetricDefinition;
import io.mixline.schemas.metrics.MetricKind;
import java.util.List;

/** What a cache host's gRPC server publishes, beside what the reads themselves do. */
public enum ServerMetrics implements MetricDefinition {
    CALLS(
            "mixline_cache_calls_total",
            MetricKind.COUNTER,
            List.of("method", "code"),
            "gRPC calls that ended, by gRPC's status code. RESOURCE_EXHAUSTED: too much for this host;"
                    + " mixline_cache_calls_rejected_total says of what. INVALID_ARGUMENT: a caller's mistake, which the"
                    + " status it got explains. CANCELLED and DEADLINE_EXCEEDED: the caller did not wait."),
    CALL(
            "mixline_cache_call_seconds",
            MetricKind.HISTOGRAM,
            List.of("method"),
            "One gRPC call, from its headers to the end of its answer on the transport, waiting for a thread and for a"
                    + " slow caller included."),
    CALLS_IN_FLIGHT("mixline_cache_calls_in_flight", MetricKind.GAUGE, List.of(), "gRPC calls that have not ended."),
    CALL_BYTES(
            "mixline_cache_call_bytes_total",
            MetricKind.COUNTER,
            List.of("direction"),
            "Bytes of gRPC messages, received or sent; and of tokens that went to callers through shared memory, shared."),
    CALLS_REJECTED(
            "mixline_cache_calls_rejected_total",
            MetricKind.COUNTER,
            List.of("limit"),
            "Calls that ran into a bound: waiting (cache.grpc-max-waiting; more threads or hosts), unsent"
                    + " (cache.grpc-max-unsent; callers read slowly), items (cache.grpc-max-items), response"
                    + " (cache.grpc-max-response) or shared (cache.grpc-max-shared-memory; these get their tokens"
                    + " through the socket).");

    private final String metricName;
    private final MetricKind kind;

    @SuppressWarnings("ImmutableEnumChecker") // all of them are List.of
    private final List<String> labels;

    private final String description;

    ServerMetrics(String metricName, MetricKind kind, List<String> labels, String description) {
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
