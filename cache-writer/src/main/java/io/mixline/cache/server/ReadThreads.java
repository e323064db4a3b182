package io.mixline.cache.server;

import io.mixline.client.ReusedTokenMemory;
import io.mixline.client.TokenMemory;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that read, and what waits for them, both bounded. Each thread, the transport's own included, packs its reads
 * into memory of its own, one after the other: an answer is copied to the transport before its thread reads again.
 * Thread-safe.
 */
final class ReadThreads implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ThreadLocal<TokenMemory> memory = ThreadLocal.withInitial(ReusedTokenMemory::new);
    private final ThreadPoolExecutor threads;
    private final int maxWaiting;

    ReadThreads(ReadLimits limits) {
        AtomicInteger number = new AtomicInteger();
        maxWaiting = limits.maxWaiting();
        threads = new ThreadPoolExecutor(
                limits.threads(), limits.threads(), 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxWaiting), task -> {
                    Thread thread = new Thread(task, "cache-read-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Has one of the threads run it.
     *
     * @throws OverloadedException where too many wait
     */
    void run(Runnable read) {
        try {
            threads.execute(read);
        } catch (RejectedExecutionException e) {
            throw threads.isShutdown()
                    ? new OverloadedException(CallLimit.WAITING, "host: closing (expected: a running one)")
                    : new OverloadedException(
                            CallLimit.WAITING,
                            "reads that wait: " + maxWaiting + " (expected: fewer; see cache.grpc-max-waiting)");
        }
    }

    /** Of the thread that calls. */
    TokenMemory memory() {
        return memory.get();
    }

    /** Ends after the reads that run and wait. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
