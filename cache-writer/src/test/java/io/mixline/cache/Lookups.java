package io.mixline.cache;

import static io.mixline.cache.Embeddings.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import java.nio.ByteBuffer;
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
        ByteBuffer row = ByteBuffer.allocateDirect(shape.bytes());
        snapshot.tokens(model.fingerprint(), ids, List.of(row));
        byte[] bytes = new byte[shape.bytes()];
        row.get(0, bytes);
        return new ItemState(metadata, new EmbeddingTokens(shape, bytes));
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
