package io.mixline.cache;

import static io.mixline.cache.Embeddings.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads single items out of caches. */
public final class Lookups {

    private Lookups() {}

    public static ItemState state(EmbeddingCache cache, EmbeddingModel model, String item) {
        try (CacheSnapshot snapshot = cache.snapshot()) {
            return state(snapshot, model, item);
        }
    }

    public static ItemState state(CacheSnapshot snapshot, EmbeddingModel model, String item) {
        List<ItemId> ids = List.of(new ItemId(item));
        ItemMetadata metadata = snapshot.metadata(model.fingerprint(), ids).get(0);
        if (metadata == null || metadata.isDeleted()) {
            return new ItemState(metadata, null);
        }
        EmbeddingShape shape = shape(snapshot, model);
        EmbeddingBatch batch = read(snapshot, model, shape, ids);
        assertThat(batch.row(0))
                .isEqualTo(new EmbeddingRow(
                        ids.get(0),
                        ItemStatus.HIT,
                        metadata.order().version(),
                        metadata.origin().changedAt(),
                        metadata.text() == null ? null : metadata.text().shortText()));
        byte[] bytes = new byte[shape.bytes()];
        batch.tokens(0).get(bytes);
        return new ItemState(metadata, new EmbeddingTokens(shape, bytes));
    }

    /** With the short texts. */
    public static EmbeddingBatch read(
            CacheSnapshot snapshot, EmbeddingModel model, EmbeddingShape shape, List<ItemId> ids) {
        ReadRequest request = ReadRequest.current(model.space(), ids).with(ReadExtra.SHORT_TEXTS);
        PackedRead read = new PackedRead(request, shape, TokenMemory.FRESH);
        snapshot.read(model.fingerprint(), read);
        return read.batch(model, Duration.ZERO);
    }

    /** The state that an embedding leaves when it is the newest. */
    public static ItemState stateOf(ItemEmbedding embedding) {
        return new ItemState(
                ItemMetadata.of(embedding),
                embedding.text() == null ? null : embedding.text().tokens());
    }

    public static void assertHolds(EmbeddingCache cache, ItemEmbedding embedding) {
        assertThat(state(cache, embedding.model(), embedding.itemId().value())).isEqualTo(stateOf(embedding));
    }

    public static void assertKnowsNothing(EmbeddingCache cache, EmbeddingModel model, String item) {
        assertThat(state(cache, model, item)).isEqualTo(new ItemState(null, null));
    }

    public static CacheWrite write(ItemEmbedding... embeddings) {
        CacheChange[] changes = new CacheChange[embeddings.length];
        for (int change = 0; change < changes.length; change++) {
            changes[change] = new CacheChange.Embedding(embeddings[change], TOPIC);
        }
        return CacheWrite.of(changes);
    }

    private static EmbeddingShape shape(CacheSnapshot snapshot, EmbeddingModel model) {
        @Nullable
        EmbeddingShape shape = snapshot.models().stream()
                .filter(held -> held.model().equals(model))
                .map(CachedModel::shape)
                .findFirst()
                .orElseThrow();
        return Objects.requireNonNull(shape);
    }
}
