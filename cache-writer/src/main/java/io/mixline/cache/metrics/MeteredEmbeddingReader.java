package io.mixline.cache.metrics;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import java.time.Duration;

/** Counts what reads found, and times them. Thread-safe. */
public final class MeteredEmbeddingReader implements EmbeddingReader {

    private final EmbeddingReader reader;
    private final CacheMeter meter;
    private final NanoTicker ticker;

    public MeteredEmbeddingReader(EmbeddingReader reader, CacheMeter meter, NanoTicker ticker) {
        this.reader = reader;
        this.meter = meter;
        this.ticker = ticker;
    }

    @Override
    public EmbeddingBatch read(ReadRequest request, TokenMemory memory) {
        long start = ticker.nanos();
        try {
            EmbeddingBatch batch = reader.read(request, memory);
            meter.read(batch, Duration.ofNanos(ticker.nanos() - start));
            return batch;
        } catch (ReadRefusedException e) {
            meter.refused(e.reason());
            throw e;
        }
    }
}
