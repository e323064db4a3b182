package io.mixline.cache.metrics;

import io.mixline.cache.HostRead;
import io.mixline.cache.HostReader;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import java.time.Duration;
import java.util.Optional;

/** Counts what reads found, and times them. Thread-safe. */
public final class MeteredEmbeddingReader implements HostReader {

    private final HostReader reader;
    private final CacheMeter meter;
    private final NanoTicker ticker;

    public MeteredEmbeddingReader(HostReader reader, CacheMeter meter, NanoTicker ticker) {
        this.reader = reader;
        this.meter = meter;
        this.ticker = ticker;
    }

    @Override
    public EmbeddingBatch read(ReadRequest request, TokenMemory memory) {
        long start = ticker.nanos();
        try {
            EmbeddingBatch batch = reader.read(request, memory);
            meter.read(batch.rows(), Duration.ofNanos(ticker.nanos() - start));
            return batch;
        } catch (ReadRefusedException e) {
            meter.refused(e.reason());
            throw e;
        }
    }

    @Override
    public Optional<EmbeddingBatch> readFromMemory(ReadRequest request, TokenMemory memory) {
        long start = ticker.nanos();
        try {
            Optional<EmbeddingBatch> batch = reader.readFromMemory(request, memory);
            batch.ifPresent(read -> meter.read(read.rows(), Duration.ofNanos(ticker.nanos() - start)));
            return batch;
        } catch (ReadRefusedException e) {
            meter.refused(e.reason());
            throw e;
        }
    }

    @Override
    public Optional<HostRead> holdFromMemory(ReadRequest request, TokenMemory memory) {
        long start = ticker.nanos();
        try {
            Optional<HostRead> held = reader.holdFromMemory(request, memory);
            held.ifPresent(read -> meter.read(read.rows(), Duration.ofNanos(ticker.nanos() - start)));
            return held;
        } catch (ReadRefusedException e) {
            meter.refused(e.reason());
            throw e;
        }
    }
}
