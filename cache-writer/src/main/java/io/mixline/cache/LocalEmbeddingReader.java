package io.mixline.cache;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRefusedException.Reason;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.schemas.EmbeddingShape;
import java.time.Duration;
import java.util.Optional;

/** Reads a cache in this process, one snapshot a call. Thread-safe, also while the cache is written and closed. */
public final class LocalEmbeddingReader implements HostReader {

    private final EmbeddingCache cache;
    private final HostLag hostLag;

    public LocalEmbeddingReader(EmbeddingCache cache, HostLag hostLag) {
        this.cache = cache;
        this.hostLag = hostLag;
    }

    @Override
    public EmbeddingBatch read(ReadRequest request, TokenMemory memory) {
        // Before the snapshot: what is applied in between makes the answer newer than promised, never older.
        Duration behind = hostLag.behind();
        try (CacheSnapshot snapshot = cache.snapshot()) {
            CachedModel model = ModelChoice.choose(request, snapshot.models());
            PackedRead read = packed(request, model, memory);
            snapshot.read(model.model().fingerprint(), read);
            return read.batch(model.model(), behind);
        } catch (CacheException e) {
            throw refusedIfClosed(e);
        }
    }

    @Override
    public Optional<EmbeddingBatch> readFromMemory(ReadRequest request, TokenMemory memory) {
        Duration behind = hostLag.behind();
        try {
            CachedModel model = ModelChoice.choose(request, cache.models());
            PackedRead read = packed(request, model, memory);
            return cache.readFromMemory(model.model().fingerprint(), read)
                    ? Optional.of(read.batch(model.model(), behind))
                    : Optional.empty();
        } catch (CacheException e) {
            throw refusedIfClosed(e);
        }
    }

    @Override
    public Optional<HostRead> holdFromMemory(ReadRequest request, TokenMemory memory) {
        Duration behind = hostLag.behind();
        try {
            CachedModel model = ModelChoice.choose(request, cache.models());
            PackedRead read =
                    PackedRead.inPlace(request, shape(model, request.itemIds().size()), memory);
            try {
                if (cache.readFromMemory(model.model().fingerprint(), read)) {
                    return Optional.of(read.hold(model.model(), behind));
                }
            } finally {
                read.letGo();
            }
            return Optional.empty();
        } catch (CacheException e) {
            throw refusedIfClosed(e);
        }
    }

    private static RuntimeException refusedIfClosed(CacheException e) {
        return e.kind() == CacheException.Kind.CLOSED
                ? new ReadRefusedException(Reason.CLOSED, String.valueOf(e.getMessage()))
                : e;
    }

    private static PackedRead packed(ReadRequest request, CachedModel model, TokenMemory memory) {
        return new PackedRead(request, shape(model, request.itemIds().size()), memory);
    }

    private static EmbeddingShape shape(CachedModel model, int items) {
        EmbeddingShape shape = shape(model);
        int most = (Integer.MAX_VALUE - PackedRead.SLACK_BYTES) / shape.bytes();
        if (items > most) {
            throw new ReadRefusedException(
                    Reason.TOO_LARGE,
                    "itemIds: " + items + " of " + shape + " (expected: at most " + most + ", which fill one buffer)");
        }
        return shape;
    }

    private static EmbeddingShape shape(CachedModel model) {
        EmbeddingShape shape = model.shape();
        if (shape == null) {
            throw new ReadRefusedException(
                    Reason.NO_EMBEDDING_YET,
                    "model " + model.model().fingerprint() + " of "
                            + model.model().space()
                            + ": only tombstones were seen (expected: an embedding, which tells the shape of a row)");
        }
        return shape;
    }
}
