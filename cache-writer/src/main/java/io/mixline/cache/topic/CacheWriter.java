package io.mixline.cache.topic;

import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.TopicPosition;
import io.mixline.cache.metrics.CacheMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what a topic reader brings to a cache, on threads of its own: while one polls and decodes, others write what the
 * poll before brought. When it cannot go on it says why, stops, and leaves the cache readable.
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
    private final PartitionApplier applier;
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
        this.applier = new PartitionApplier(cache, catchUp, meter, clock);
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
        applier.close();
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
            awaitApplied();
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
        try {
            if (hasRoom) {
                goOnAfterFailedWrite();
                pollAndApply();
            } else {
                awaitApplied();
                reader.pause(POLL_TIMEOUT);
            }
        } catch (CacheException e) {
            waitForRoom(e);
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
            awaitApplied();
            readAgain(e);
            return;
        }
        catchUp.started(reader.startOffsets());
        awaitApplied();
        if (!batch.isEmpty()) {
            applier.apply(batch);
        }
    }

    private void awaitApplied() {
        if (applier.await()) {
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
}
