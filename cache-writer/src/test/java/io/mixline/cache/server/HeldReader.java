package io.mixline.cache.server;

import io.mixline.cache.HostRead;
import io.mixline.cache.HostReader;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets reads begin, and end only when it is told to; what is in memory it lets through. */
final class HeldReader implements HostReader {

    private static final int PATIENCE_SECONDS = 60;

    private final HostReader reader;
    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();

    HeldReader(HostReader reader) {
        this.reader = reader;
    }

    @Override
    public EmbeddingBatch read(ReadRequest request, TokenMemory memory) {
        reads.incrementAndGet();
        begun.release();
        await(released);
        return reader.read(request, memory);
    }

    @Override
    public Optional<EmbeddingBatch> readFromMemory(ReadRequest request, TokenMemory memory) {
        return reader.readFromMemory(request, memory);
    }

    @Override
    public Optional<HostRead> holdFromMemory(ReadRequest request, TokenMemory memory) {
        return reader.holdFromMemory(request, memory);
    }

    void awaitBegun() throws InterruptedException {
        if (!begun.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no read has begun");
        }
    }

    void release() {
        released.countDown();
    }

    int reads() {
        return reads.get();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("never released");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
