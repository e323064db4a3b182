package io.mixline.cache.topic;

import static java.util.Objects.requireNonNull;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.TopicPosition;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.schemas.Lane;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Applies what a topic reader brings to a cache, on one thread of its own: what one poll brought is one write. When it
 * cannot go on it says why, stops, and leaves the cache readable.
 */
public final class CacheWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CacheWriter.class);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    private final EmbeddingTopicReader reader;
    private final EmbeddingCache cache;
    private final CatchUp catchUp;
    private final CacheMeter meter;
    private final InstantSource clock;
    private final DiskRoom disk;
    private final ReplacedWriterAlarm replacedWriter;
    private final Thread thread = new Thread(this::run, "cache-writer");
    private boolean writeFailed;
    private volatile boolean stopping;

    /** @param reader closed with this */
    public CacheWriter(
            EmbeddingTopicReader reader,
            EmbeddingCache cache,
            DiskRoom disk,
            CatchUp catchUp,
            CacheMeter meter,
            InstantSource clock) {
        this.reader = reader;
        this.disk = disk;
        this.cache = cache;
        this.catchUp = catchUp;
        this.meter = meter;
        this.clock = clock;
        this.replacedWriter = new ReplacedWriterAlarm(meter, clock);
    }

    public void start() {
        thread.start();
    }

    /** Ends after the write in flight, and waits for it. Idempotent. */
    @Override
    public void close() {
        stopping = true;
        reader.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        reader.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            reader.restart(positions());
            while (!stopping) {
                step();
            }
            catchUp.failed(closed(null));
        } catch (Throwable e) {
            if (stopping) {
                catchUp.failed(closed(e)); // closing ends calls in flight in many ways
            } else {
                LOG.error(
                        "Applying the embeddings topics ended; what is cached stays readable and grows older."
                                + " Restart the host once the cause is gone",
                        e);
                catchUp.failed(e);
            }
        }
    }

    private static CacheException closed(@Nullable Throwable cause) {
        return new CacheException(CacheException.Kind.CLOSED, "the cache writer is closed", cause);
    }

    private void step() {
        boolean hasRoom = disk.isLeft();
        catchUp.paused(!hasRoom);
        if (!hasRoom) {
            reader.pause(POLL_TIMEOUT);
        } else {
            try {
                goOnAfterFailedWrite();
                pollAndApply();
            } catch (CacheException e) {
                waitForRoom(e);
            }
        }
        if (catchUp.wantsEnds()) {
            Instant askedAt = clock.instant();
            reader.endOffsets().ifPresent(ends -> catchUp.ends(ends, askedAt));
        }
    }

    private void pollAndApply() {
        TopicBatch batch;
        try {
            batch = reader.poll(POLL_TIMEOUT);
        } catch (LostTopicException e) {
            readAgain(e);
            return;
        }
        catchUp.started(reader.startOffsets());
        if (!batch.isEmpty()) {
            apply(batch);
            disk.taken();
        }
    }

    /** What was polled and not written is polled again. The empty write is one that only finds out whether writes go on. */
    private void goOnAfterFailedWrite() {
        if (writeFailed) {
            cache.apply(CacheWrite.of());
            reader.restart(positions());
            writeFailed = false;
        }
    }

    private void waitForRoom(CacheException failure) {
        if (failure.kind() != CacheException.Kind.NO_SPACE) {
            throw failure;
        }
        disk.refused(failure);
        catchUp.paused(true);
        writeFailed = true;
    }

    private Map<TopicPartition, TopicPosition> positions() {
        try (CacheSnapshot now = cache.snapshot()) {
            return now.positions();
        }
    }

    /** Not ready first, so that nobody is sent here for what is gone. */
    private void readAgain(LostTopicException lost) {
        catchUp.restarted();
        meter.reread(lost.reason());
        List<CachedModel> gone = cache.discard(lost.topic());
        reader.restart(positions());
        LOG.warn(
                "What came from {} is discarded and read again from the start, as {}. {} items of the models {} are gone;"
                        + " the host is not ready until it has caught up. If nobody recreated, trimmed or restored the"
                        + " topic, look at its brokers: they lost records",
                lost.topic(),
                lost.getMessage(),
                gone.stream().mapToLong(model -> model.items().live()).sum(),
                gone.stream().map(model -> model.model().fingerprint()).toList());
    }

    private void apply(TopicBatch batch) {
        List<TopicRecord> effective = batch.effective();
        boolean countsFreshness = catchUp.wasReady();
        List<ApplyOutcome> outcomes = cache.apply(batch.write());
        if (countsFreshness) {
            countFreshness(effective, outcomes);
        }
        meter.runStarts(batch.of(TopicRecord.RunStart.class).size());
        replacedWriter.report(batch.of(TopicRecord.Replaced.class));
        report(batch.of(TopicRecord.Unreadable.class));
        reportRefused(effective, outcomes);
        catchUp.applied(batch.positions());
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
