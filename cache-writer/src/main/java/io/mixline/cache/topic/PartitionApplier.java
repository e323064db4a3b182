package io.mixline.cache.topic;

import static java.util.Objects.requireNonNull;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheChange;
import io.mixline.cache.ChangeFold;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.ItemKey;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.schemas.Lane;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Applies what one poll brought, its partitions side by side, each in one atomic write with its position; and tells of it.
 * Where two of them have an item in common, one after the other. {@link #apply} and {@link #await} are called by one thread, in
 * turn.
 */
final class PartitionApplier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionApplier.class);

    /** Writes go into one log, in turn: the more threads, the longer each waits for it. */
    private static final int MOST_THREADS = 4;

    private final EmbeddingCache cache;
    private final CatchUp catchUp;
    private final CacheMeter meter;
    private final InstantSource clock;
    private final ReplacedWriterAlarm replacedWriter;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()),
            task -> new Thread(task, "cache-apply"));
    private List<CompletableFuture<Void>> inFlight = List.of();

    PartitionApplier(EmbeddingCache cache, CatchUp catchUp, CacheMeter meter, InstantSource clock) {
        this.cache = cache;
        this.catchUp = catchUp;
        this.meter = meter;
        this.clock = clock;
        this.replacedWriter = new ReplacedWriterAlarm(meter, clock);
    }

    /** Returns at once. */
    void apply(TopicBatch batch) {
        List<TopicBatch> partitions = batch.byPartition();
        inFlight = areApart(partitions)
                ? partitions.stream().map(one -> started(() -> write(one))).toList()
                : List.of(started(() -> partitions.forEach(this::write)));
    }

    /** Whether no item is in two of them. It is where topics share a model, and after partitions were added to a topic. */
    private static boolean areApart(List<TopicBatch> partitions) {
        Set<ItemKey> items = new HashSet<>();
        return partitions.size() == 1
                || partitions.stream()
                        .flatMap(partition -> ChangeFold.keys(partition.write().changes()).stream())
                        .allMatch(items::add);
    }

    private CompletableFuture<Void> started(Runnable write) {
        return CompletableFuture.runAsync(write, threads);
    }

    /**
     * Until what was given to {@link #apply} is written, or is not going to be.
     *
     * @return whether there was anything
     * @throws RuntimeException as {@link EmbeddingCache#apply}; other partitions may have been written all the same
     */
    boolean await() {
        List<CompletableFuture<Void>> writes = inFlight;
        inFlight = List.of();
        try {
            CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        return !writes.isEmpty();
    }

    /** Ends after the writes in flight. */
    @Override
    public void close() {
        threads.shutdown();
        inFlight.forEach(write -> write.exceptionally(failure -> null).join());
    }

    private void write(TopicBatch batch) {
        List<TopicRecord> effective = batch.effective();
        boolean countsFreshness = catchUp.wasReady();
        List<ApplyOutcome> outcomes = cache.apply(batch.write());
        if (countsFreshness) {
            countFreshness(effective, outcomes);
        }
        report(batch, effective, outcomes);
        catchUp.applied(batch.positions());
    }

    private synchronized void report(TopicBatch batch, List<TopicRecord> effective, List<ApplyOutcome> outcomes) {
        meter.runStarts(batch.of(TopicRecord.RunStart.class).size());
        replacedWriter.report(batch.of(TopicRecord.Replaced.class));
        report(batch.of(TopicRecord.Unreadable.class));
        reportRefused(effective, outcomes);
    }

    private void countFreshness(List<TopicRecord> effective, List<ApplyOutcome> outcomes) {
        Instant readableAt = clock.instant();
        for (int record = 0; record < effective.size(); record++) {
            boolean isNew =
                    outcomes.get(record) == ApplyOutcome.APPLIED || outcomes.get(record) == ApplyOutcome.DELETED;
            if (isNew && effective.get(record) instanceof TopicRecord.Decoded decoded) {
                countFreshness(decoded.embedding().provenance(), readableAt);
            }
        }
    }

    private void countFreshness(Provenance provenance, Instant readableAt) {
        if (provenance.lane() == Lane.LIVE) {
            Duration age = Duration.between(provenance.changedAt(), readableAt);
            meter.fresh(age.isNegative() ? Duration.ZERO : age);
        }
    }

    private void report(List<TopicRecord.Unreadable> unreadable) {
        if (unreadable.isEmpty()) {
            return;
        }
        meter.unreadable(unreadable.size());
        TopicRecord.Unreadable first = unreadable.get(0);
        at(first.at())
                .log(
                        "{} records are no embeddings and were passed over, the first at {}: {}."
                                + " Something else writes this topic, or a newer release; find it, then rebuild the"
                                + " cache",
                        unreadable.size(),
                        first.at(),
                        first.reason());
    }

    private static void reportRefused(List<TopicRecord> effective, List<ApplyOutcome> outcomes) {
        int first = outcomes.indexOf(ApplyOutcome.REFUSED);
        if (first >= 0) {
            CacheChange refused = requireNonNull(effective.get(first).change());
            at(effective.get(first).at())
                    .addKeyValue("itemId", refused.itemId().value())
                    .log(
                            "{} embeddings contradict the space or shape of their model and were refused, the first at"
                                    + " {}: {}. Two bundles share a fingerprint, or something else writes this topic",
                            outcomes.stream()
                                    .filter(ApplyOutcome.REFUSED::equals)
                                    .count(),
                            effective.get(first).at(),
                            refused.model());
        }
    }

    /** A warning about a record, with its place as fields of the line. */
    private static LoggingEventBuilder at(SourcePosition position) {
        return LOG.atWarn()
                .addKeyValue("topic", position.topic())
                .addKeyValue("partition", position.partition())
                .addKeyValue("offset", position.offset());
    }
}
