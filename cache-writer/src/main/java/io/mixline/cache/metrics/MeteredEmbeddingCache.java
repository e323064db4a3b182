package io.mixline.cache.metrics;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.PackedRead;
import io.mixline.schemas.ModelFingerprint;
import java.time.Duration;
import java.util.List;

/** Counts what becomes of changes, and times their writes. As thread-safe as the cache it is laid over. */
public final class MeteredEmbeddingCache implements EmbeddingCache {

    private final EmbeddingCache cache;
    private final CacheMeter meter;
    private final NanoTicker ticker;

    /** @param cache closed with this */
    public MeteredEmbeddingCache(EmbeddingCache cache, CacheMeter meter, NanoTicker ticker) {
        this.cache = cache;
        this.meter = meter;
        this.ticker = ticker;
    }

    @Override
    public List<ApplyOutcome> apply(CacheWrite write) {
        long start = ticker.nanos();
        List<ApplyOutcome> outcomes = cache.apply(write);
        meter.applied(outcomes, Duration.ofNanos(ticker.nanos() - start));
        return outcomes;
    }

    @Override
    public List<CachedModel> discard(String topic) {
        return cache.discard(topic);
    }

    @Override
    public CacheSnapshot snapshot() {
        return cache.snapshot();
    }

    @Override
    public List<CachedModel> models() {
        return cache.models();
    }

    @Override
    public boolean readFromMemory(ModelFingerprint model, PackedRead read) {
        return cache.readFromMemory(model, read);
    }

    @Override
    public void close() {
        cache.close();
    }
}
