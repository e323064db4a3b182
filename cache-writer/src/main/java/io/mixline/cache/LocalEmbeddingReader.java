package io.mixline.cache;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRefusedException.Reason;
import io.mixline.client.ReadRequest;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a cache in this process, one snapshot a call. Thread-safe, also while the cache is written and closed. */
public final class LocalEmbeddingReader implements EmbeddingReader {

    private final EmbeddingCache cache;
    private final HostLag hostLag;

    public LocalEmbeddingReader(EmbeddingCache cache, HostLag hostLag) {
        this.cache = cache;
        this.hostLag = hostLag;
    }

    @Override
    public EmbeddingBatch read(ReadRequest request) {
        // Before the snapshot: what is applied in between makes the answer newer than promised, never older.
        Duration behind = hostLag.behind();
        try (CacheSnapshot snapshot = cache.snapshot()) {
            return read(snapshot, request, behind);
        } catch (CacheException e) {
            if (e.kind() == CacheException.Kind.CLOSED) {
                throw new ReadRefusedException(Reason.CLOSED, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private static EmbeddingBatch read(CacheSnapshot snapshot, ReadRequest request, Duration behind) {
        CachedModel model = ModelChoice.choose(request, snapshot.models());
        EmbeddingShape shape = shape(model);
        List<ItemId> itemIds = request.itemIds();
        ByteBuffer tokens = ByteBuffer.allocateDirect(bytes(shape, itemIds.size()));

        List<@Nullable ItemMetadata> metadata = snapshot.metadata(model.model().fingerprint(), itemIds);
        List<EmbeddingRow> rows = new ArrayList<>(itemIds.size());
        List<ItemId> live = new ArrayList<>(itemIds.size());
        List<ByteBuffer> liveTokens = new ArrayList<>(itemIds.size());
        for (int item = 0; item < itemIds.size(); item++) {
            EmbeddingRow row = row(itemIds.get(item), metadata.get(item), request, behind);
            rows.add(row);
            if (row.status().hasTokens()) {
                live.add(row.itemId());
                liveTokens.add(tokens.slice(item * shape.bytes(), shape.bytes()));
            }
        }
        snapshot.tokens(model.model().fingerprint(), live, liveTokens);
        return new EmbeddingBatch(model.model(), shape, rows, tokens);
    }

    private static EmbeddingRow row(
            ItemId itemId, @Nullable ItemMetadata metadata, ReadRequest request, Duration behind) {
        if (metadata == null) {
            return EmbeddingRow.miss(itemId);
        }
        ItemMetadata.Text text = metadata.text();
        if (text == null) {
            return EmbeddingRow.deleted(
                    itemId, metadata.order().version(), metadata.origin().changedAt());
        }
        boolean stale = request.staleness().isStale(itemId, metadata.order().version(), behind);
        return new EmbeddingRow(
                itemId,
                stale ? ItemStatus.STALE : ItemStatus.HIT,
                metadata.order().version(),
                metadata.origin().changedAt(),
                text.shortText());
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

    private static int bytes(EmbeddingShape shape, int items) {
        long bytes = EmbeddingBatch.bytes(shape, items);
        if (bytes > Integer.MAX_VALUE) {
            throw new ReadRefusedException(
                    Reason.TOO_LARGE,
                    "itemIds: " + items + " of " + shape + " (expected: at most " + Integer.MAX_VALUE / shape.bytes()
                            + ", which fill one buffer)");
        }
        return (int) bytes;
    }
}
