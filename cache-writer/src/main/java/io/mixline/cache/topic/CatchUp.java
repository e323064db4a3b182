package io.mixline.cache.topic;

import io.mixline.cache.HostProgress;
import io.mixline.cache.TopicPosition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far the cache is behind its topics. Ends of partitions are asked for again and again; once everything up to an
 * answer is applied, the cache is complete as of the moment it was asked. Ready means: what stood in the topics at the
 * start is applied, and no more than a bound of records is missing now. Thread-safe: the writer tells, any thread asks.
 */
public final class CatchUp implements HostProgress {

    private static final Duration ASK_INTERVAL = Duration.ofSeconds(1);

    private final long maxLag;
    private final InstantSource clock;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private @Nullable Ends first;
    private @Nullable Ends target;
    private @Nullable Ends latest;
    private Instant completeAsOf = Instant.EPOCH;
    private boolean caughtUp;
    private boolean readySinceRestart;
    private boolean paused;
    private @Nullable Throwable failure;

    /** @param maxLag records that may be missing while the host is ready */
    public CatchUp(long maxLag, InstantSource clock) {
        this.maxLag = maxLag;
        this.clock = clock;
    }

    /** Completes when the host is ready for the first time, exceptionally when applying ends before. */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /** Whether the host was ready since it began to read, or began anew. */
    public synchronized boolean wasReady() {
        return readySinceRestart;
    }

    @Override
    public synchronized boolean isReady() {
        return failure == null && !paused && caughtUp && lag() <= maxLag;
    }

    /** Whether nothing is applied for want of disk space. */
    public synchronized boolean isPaused() {
        return paused;
    }

    /** Why applying ended; null while it goes on. */
    public synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** Records that the topics hold beyond the positions, as of the last answer. */
    @Override
    public synchronized long lag() {
        return lags().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The same, topic by topic. */
    public synchronized Map<String, Long> lags() {
        Map<String, Long> lags = new HashMap<>();
        if (latest != null) {
            latest.offsets.forEach((partition, end) ->
                    lags.merge(partition.topic(), Math.max(0, end - position(partition)), Long::sum));
        }
        return lags;
    }

    /** The next offset of each partition. */
    public synchronized Map<TopicPartition, Long> positions() {
        return Map.copyOf(positions);
    }

    /** Completes when every record below these offsets is applied, exceptionally when applying ends before. */
    public synchronized CompletableFuture<Void> reached(Map<TopicPartition, Long> offsets) {
        Waiter waiter = new Waiter(Map.copyOf(offsets), new CompletableFuture<>());
        waiters.add(waiter);
        tellWaiters();
        return waiter.reached;
    }

    /** More than fifty years before the cache was complete for the first time. */
    @Override
    public synchronized Duration behind() {
        Duration behind = Duration.between(completeAsOf, clock.instant());
        return behind.isNegative() ? Duration.ZERO : behind;
    }

    @Override
    public synchronized Optional<Duration> knownBehind() {
        return completeAsOf.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(behind());
    }

    synchronized boolean wantsEnds() {
        return latest == null || !clock.instant().isBefore(latest.askedAt.plus(ASK_INTERVAL));
    }

    /** What was read from the topics no longer counts; {@link #started} tells from where they are read again. */
    synchronized void restarted() {
        positions.clear();
        first = null;
        target = null;
        latest = null;
        caughtUp = false;
        readySinceRestart = false;
        completeAsOf = Instant.EPOCH;
    }

    synchronized void paused(boolean now) {
        paused = now;
        update();
    }

    synchronized void started(Map<TopicPartition, Long> offsets) {
        offsets.forEach(positions::putIfAbsent);
        update();
    }

    synchronized void applied(Map<TopicPartition, TopicPosition> applied) {
        applied.forEach((partition, position) -> positions.put(partition, position.nextOffset()));
        update();
    }

    /** @param askedAt before the ends were asked for */
    synchronized void ends(Map<TopicPartition, Long> offsets, Instant askedAt) {
        latest = new Ends(Map.copyOf(offsets), askedAt);
        first = first == null ? latest : first;
        target = target == null ? latest : target;
        update();
    }

    synchronized void failed(Throwable cause) {
        failure = cause;
        tellWaiters();
        ready.completeExceptionally(cause);
    }

    private void update() {
        if (target != null && isApplied(target.offsets)) {
            completeAsOf = target.askedAt;
            target = null;
            if (latest != null && isApplied(latest.offsets)) {
                completeAsOf = latest.askedAt;
            } else {
                target = latest;
            }
        }
        caughtUp = caughtUp || (first != null && isApplied(first.offsets));
        if (isReady()) {
            readySinceRestart = true;
            ready.complete(null);
        }
        tellWaiters();
    }

    private void tellWaiters() {
        Throwable cause = failure;
        waiters.removeIf(waiter -> {
            if (isApplied(waiter.offsets)) {
                waiter.reached.complete(null);
            } else if (cause != null) {
                waiter.reached.completeExceptionally(cause);
            }
            return waiter.reached.isDone();
        });
    }

    private boolean isApplied(Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream().allMatch(end -> position(end.getKey()) >= end.getValue());
    }

    private long position(TopicPartition partition) {
        return positions.getOrDefault(partition, 0L);
    }

    private record Ends(Map<TopicPartition, Long> offsets, Instant askedAt) {}

    private record Waiter(Map<TopicPartition, Long> offsets, CompletableFuture<Void> reached) {}
}
