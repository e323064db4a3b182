package io.mixline.cache.bootstrap;

import io.mixline.cache.CacheException;
import io.mixline.cache.metrics.CacheMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a host's snapshots, one at a time on a thread of its own: on demand, and when the newest of its topics in the
 * directory is older than the interval, whichever host took that, so that hosts that share a directory take one together.
 * A failure is counted and told, and the host goes on. Thread-safe.
 */
public final class SnapshotSchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSchedule.class);
    private static final Duration LONGEST_LOOK_INTERVAL = Duration.ofSeconds(30);

    private final Optional<Duration> interval;
    private final Set<String> topics;
    private final String host;
    private final InstantSource clock;
    private final SnapshotDirectory snapshots;
    private final SnapshotTaker taker;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread snapshotThread = new Thread(task, "cache-snapshot");
        snapshotThread.setDaemon(true);
        return snapshotThread;
    });
    private CompletableFuture<Optional<PublishedSnapshot>> inFlight = CompletableFuture.completedFuture(null);
    private volatile Instant newest = Instant.EPOCH;
    /** As it was told last; at the start by {@link Bootstrap}. Of the thread. */
    private boolean wasThere;

    private SnapshotSchedule(
            SnapshotTaker taker,
            SnapshotDirectory snapshots,
            Optional<Duration> interval,
            Set<String> topics,
            String host,
            InstantSource clock) {
        this.taker = taker;
        this.snapshots = snapshots;
        this.interval = interval;
        this.topics = Set.copyOf(topics);
        this.host = host;
        this.clock = clock;
        this.wasThere = snapshots.isThere();
    }

    /**
     * Of a cache that was just opened; takes nothing before {@link #start}.
     *
     * @param cacheDirectory of the cache that the source is
     * @return empty where there is no snapshot directory
     */
    public static Optional<SnapshotSchedule> over(
            CheckpointSource source,
            Path cacheDirectory,
            SnapshotSettings settings,
            Set<String> topics,
            CacheMeter meter,
            InstantSource clock) {
        try {
            SnapshotTaker.removeCheckpoint(cacheDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException("removing a checkpoint that was left in " + cacheDirectory, e);
        }
        return settings.directory().map(directory -> {
            SnapshotDirectory snapshots = new SnapshotDirectory(directory);
            SnapshotTaker taker = new SnapshotTaker(source, cacheDirectory, settings, snapshots, meter, clock);
            return new SnapshotSchedule(
                    taker, snapshots, settings.interval(), topics, HostName.of(cacheDirectory), clock);
        });
    }

    /**
     * Takes them from now on.
     *
     * @param ready completes when the cache is worth one for the first time
     * @param wasReady whether the cache is worth one by the clock
     */
    public void start(CompletableFuture<Void> ready, BooleanSupplier wasReady) {
        Duration look = interval.filter(given -> given.compareTo(LONGEST_LOOK_INTERVAL) < 0)
                .orElse(LONGEST_LOOK_INTERVAL);
        thread.execute(this::removeLeftOvers);
        var unusedLooks =
                thread.scheduleWithFixedDelay(() -> look(wasReady), 0, look.toMillis(), TimeUnit.MILLISECONDS);
        var unused = ready.thenRunAsync(() -> look(wasReady), thread).exceptionally(SnapshotSchedule::tellNobody);
    }

    /** Takes one now, or waits for the one in the taking; empty where the cache holds nothing yet. */
    public synchronized CompletableFuture<Optional<PublishedSnapshot>> take() {
        if (inFlight.isDone()) {
            CompletableFuture<Optional<PublishedSnapshot>> next = new CompletableFuture<>();
            try {
                thread.execute(() -> takeInto(next));
            } catch (RejectedExecutionException e) {
                next.completeExceptionally(
                        new CacheException(CacheException.Kind.CLOSED, "the host is closed; no snapshot is taken", e));
            }
            inFlight = next;
        }
        return inFlight.copy();
    }

    /** Of the newest one in the directory, as of the last look; decades before there is one. */
    public Duration age() {
        Duration age = Duration.between(newest, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** Ends a snapshot in the taking, of which nothing stays. Idempotent. */
    @Override
    public void close() {
        thread.shutdownNow();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = thread.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A host that ends before it was ready has said so elsewhere. */
    private static @Nullable Void tellNobody(Throwable ended) {
        LOG.debug("Never ready", ended);
        return null;
    }

    private void removeLeftOvers() {
        if (!snapshots.isThere()) {
            return; // there are none, and look() tells
        }
        try {
            taker.removeLeftOvers();
        } catch (IOException e) {
            LOG.warn(
                    "Looking for left-overs in {} failed; is it mounted, and may this host write there?",
                    snapshots.root(),
                    e);
        }
    }

    private void look(BooleanSupplier wasReady) {
        if (!tellWhetherThere()) {
            return;
        }
        try {
            Instant now = clock.instant();
            newest = newest(now);
            boolean isDue = interval.isPresent() && !newest.plus(interval.get()).isAfter(now);
            if (isDue && wasReady.getAsBoolean() && !snapshots.isBeingWritten(now)) {
                var ignored = take();
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("Looking for snapshots in {} failed; is it mounted, and readable?", snapshots.root(), e);
        }
    }

    /** Says it when it goes and when it comes, not at each look. */
    private boolean tellWhetherThere() {
        boolean isThere = snapshots.isThere();
        if (wasThere && !isThere) {
            LOG.error(
                    "The snapshot directory {} is gone: no snapshot is taken until it is back. Mount it again",
                    snapshots.root());
        } else if (!wasThere && isThere) {
            LOG.info("The snapshot directory {} is there now: snapshots are taken", snapshots.root());
        }
        wasThere = isThere;
        return isThere;
    }

    private void takeInto(CompletableFuture<Optional<PublishedSnapshot>> result) {
        try {
            Optional<PublishedSnapshot> taken = taker.take();
            taken.ifPresent(snapshot -> newest = snapshot.manifest().origin().createdAt());
            result.complete(taken);
        } catch (IOException | RuntimeException e) {
            if (!thread.isShutdown()) {
                LOG.error(
                        "No snapshot was taken; nothing of it stays in {}, and the host goes on. Look at its disk and its"
                                + " rights: the next one is tried later",
                        snapshots.root(),
                        e);
            }
            result.completeExceptionally(e);
        }
    }

    /** Another host's clock that runs far ahead does not count. */
    private Instant newest(Instant now) throws IOException {
        Instant latest = now.plus(interval.orElse(Duration.ofDays(1)));
        return snapshots.complete((directory, fault) -> LOG.debug("{} is no good snapshot", directory, fault)).stream()
                .map(PublishedSnapshot::manifest)
                .filter(manifest -> manifest.content().topics().containsAll(topics)
                        || manifest.origin().host().equals(host))
                .map(manifest -> manifest.origin().createdAt())
                .filter(createdAt -> createdAt.isBefore(latest))
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }
}
