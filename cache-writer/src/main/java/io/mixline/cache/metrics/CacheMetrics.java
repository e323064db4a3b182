package io.mixline.cache.metrics;

import io.mixline.schemas.metrics.MetricDefinition;
import io.mixline.schemas.metrics.MetricKind;
import java.util.List;

/** What a cache host publishes. */
public enum CacheMetrics implements MetricDefinition {
    FRESHNESS(
            "mixline_cache_freshness_seconds",
            MetricKind.HISTOGRAM,
            List.of(),
            "From changedAt to readable here. LIVE changes only, each once, after the host was first ready, never below 0."),
    RECORDS(
            "mixline_cache_records_total",
            MetricKind.COUNTER,
            List.of("result"),
            "Records of the embeddings topics: applied, deleted, repeated (the same order again, after a restart of the job),"
                    + " superseded (a newer one is there), refused (contradicts its model's space or shape), erased,"
                    + " unreadable (a null value included), run_start (a run of the job began; no item), or replaced_writer"
                    + " (of a run that another one had replaced: dropped). Of refused and unreadable there should be none:"
                    + " the log names the first of each batch. If replaced_writer goes on rising, two jobs write the"
                    + " topic."),
    REREADS(
            "mixline_cache_rereads_total",
            MetricKind.COUNTER,
            List.of("reason"),
            "How often what came from a topic was discarded and read again from the start, because the topic was recreated"
                    + " under its name, trimmed above the position, or cut below it. Each is an alarm: reads answered MISS"
                    + " meanwhile, and the log names the topic."),
    APPLY(
            "mixline_cache_apply_seconds",
            MetricKind.HISTOGRAM,
            List.of(),
            "One atomic write of what one poll brought, with its positions."),
    LAG(
            "mixline_cache_lag_records",
            MetricKind.GAUGE,
            List.of("topic"),
            "Records of the topic that are not applied yet."),
    BEHIND(
            "mixline_cache_behind_seconds",
            MetricKind.GAUGE,
            List.of(),
            "Everything that stood in the topics that long ago is readable. Grows while Kafka is away; decades before the"
                    + " host has caught up for the first time."),
    POSITION(
            "mixline_cache_position",
            MetricKind.GAUGE,
            List.of("topic", "partition"),
            "The next offset to apply; everything below is readable or was replaced."),
    PAUSED(
            "mixline_cache_paused",
            MetricKind.GAUGE,
            List.of(),
            "1 while nothing is applied because the disk is nearly full; reads go on with what is cached."),
    FREE_SPACE(
            "mixline_cache_free_bytes",
            MetricKind.GAUGE,
            List.of(),
            "Free on the disk of the cache's directory. Below cache.min-free-space applying stops."),
    READY("mixline_cache_ready", MetricKind.GAUGE, List.of(), "1 while /ready answers 200, else 0."),
    KAFKA_REACHABLE(
            "mixline_cache_kafka_reachable",
            MetricKind.GAUGE,
            List.of(),
            "1 while Kafka answers, 0 while the host retries; reads go on with what is cached."),
    ITEMS(
            "mixline_cache_items",
            MetricKind.GAUGE,
            List.of("space", "model", "state"),
            "Items of a model fingerprint that are live (have embedding tokens) or deleted."),
    READ("mixline_cache_read_seconds", MetricKind.HISTOGRAM, List.of(), "One read of a whole candidate list."),
    READ_ITEMS(
            "mixline_cache_read_items_total",
            MetricKind.COUNTER,
            List.of("status"),
            "Items asked for: hit, miss, deleted or stale. Many misses: the host is not caught up, or ids are wrong."),
    HOT_READS(
            "mixline_cache_hot_reads_total",
            MetricKind.COUNTER,
            List.of("result"),
            "Items asked for that the hot tier had (hit), and that the store was asked for (other). Few hits: raise"
                    + " cache.memory or cache.hot-percent, or nothing is hot."),
    READS_REFUSED(
            "mixline_cache_reads_refused_total",
            MetricKind.COUNTER,
            List.of("reason"),
            "Reads that no model here fits; the ranker names a space or fingerprints that this host does not hold."),
    SNAPSHOT_AGE(
            "mixline_cache_snapshot_age_seconds",
            MetricKind.GAUGE,
            List.of(),
            "Since the newest snapshot of these topics in cache.snapshot-directory was begun, whichever host took it."
                    + " Decades before there is one; 0 where no directory is set. Alarm above a few intervals."),
    SNAPSHOT(
            "mixline_cache_snapshot_seconds",
            MetricKind.HISTOGRAM,
            List.of(),
            "One snapshot of this host, from its checkpoint until it is published."),
    SNAPSHOT_BYTES("mixline_cache_snapshot_bytes", MetricKind.GAUGE, List.of(), "Of this host's last snapshot."),
    SNAPSHOT_FAILURES(
            "mixline_cache_snapshot_failures_total",
            MetricKind.COUNTER,
            List.of(),
            "Snapshots that were begun and not published; the log says why, and the host goes on."),
    SNAPSHOTS_SKIPPED(
            "mixline_cache_snapshots_skipped_total",
            MetricKind.COUNTER,
            List.of("reason"),
            "Snapshots that this host passed over when it looked for one to start from: manifest (absent, cut or changed),"
                    + " format (of another release), incomplete, checksum, content (not what the manifest says), no_space or"
                    + " unreadable. Each is an alarm: the log names the snapshot.");

    private final String metricName;
    private final MetricKind kind;

    @SuppressWarnings("ImmutableEnumChecker") // all of them are List.of
    private final List<String> labels;

    private final String description;

    CacheMetrics(String metricName, MetricKind kind, List<String> labels, String description) {
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
