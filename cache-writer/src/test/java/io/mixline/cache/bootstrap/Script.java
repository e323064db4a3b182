package io.mixline.cache.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.Embeddings;
import io.mixline.cache.ItemState;
import io.mixline.cache.Lookups;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** A topic without an end: upserts and deletes, newer and older, of two models; and what its first records come to. */
final class Script {

    static final TopicPartition PARTITION = new TopicPartition(Embeddings.TOPIC, 0);

    private static final int ITEMS = 300;
    private static final int RECORDS_OF_A_MODEL = 130;
    private static final long OLDER = 700;
    private static final EmbeddingShape SHAPE = new EmbeddingShape(4, 128, EmbeddingDtype.FLOAT32);
    private static final List<EmbeddingModel> MODELS = List.of(Embeddings.MODEL, Embeddings.model(Embeddings.SPACE, 2));

    private Script() {}

    /** Applies the records of these offsets in one write, with the position they lead to. */
    static void apply(EmbeddingCache cache, long from, long to) {
        apply(cache, from, to, position(to));
    }

    static void apply(EmbeddingCache cache, long from, long to, TopicPosition position) {
        List<CacheChange> changes = new ArrayList<>();
        for (long offset = from; offset < to; offset++) {
            changes.add(new CacheChange.Embedding(record(offset), Embeddings.TOPIC));
        }
        cache.apply(new CacheWrite(changes, Map.of(PARTITION, position)));
    }

    static TopicPosition position(long offset) {
        return new TopicPosition(offset, Optional.of(2), new Uuid(1, 1), "cluster", 3);
    }

    /** The cache's own position; 0 where it holds none. */
    static long position(EmbeddingCache cache) {
        try (CacheSnapshot now = cache.snapshot()) {
            TopicPosition position = now.positions().get(PARTITION);
            return position == null ? 0 : position.nextOffset();
        }
    }

    /** Everything below the cache's own position is in it, and nothing else. */
    static void assertHoldsWhatItsPositionSays(EmbeddingCache cache) {
        long position = position(cache);
        Map<EmbeddingModel, Map<String, ItemEmbedding>> expected = content(position);
        try (CacheSnapshot snapshot = cache.snapshot()) {
            assertThat(snapshot.models().stream().map(CachedModel::model))
                    .containsExactlyInAnyOrderElementsOf(expected.keySet());
            for (CachedModel model : snapshot.models()) {
                Map<String, ItemEmbedding> items = expected.getOrDefault(model.model(), Map.of());
                for (int item = 0; item < ITEMS; item++) {
                    ItemEmbedding held = items.get("item-" + item);
                    assertThat(Lookups.state(snapshot, model.model(), "item-" + item))
                            .as("item-%s of %s at %s", item, model.model(), position)
                            .isEqualTo(held == null ? new ItemState(null, null) : Lookups.stateOf(held));
                }
                long deleted = items.values().stream()
                        .filter(ItemEmbedding::isTombstone)
                        .count();
                assertThat(model.items()).isEqualTo(new CachedModel.ItemCount(items.size() - deleted, deleted));
            }
        }
    }

    private static Map<EmbeddingModel, Map<String, ItemEmbedding>> content(long position) {
        Map<EmbeddingModel, Map<String, ItemEmbedding>> content = new HashMap<>();
        for (long offset = 0; offset < position; offset++) {
            ItemEmbedding next = record(offset);
            content.computeIfAbsent(next.model(), model -> new HashMap<>())
                    .merge(
                            next.itemId().value(),
                            next,
                            (held, other) -> other.order().compareTo(held.order()) >= 0 ? other : held);
        }
        return content;
    }

    private static ItemEmbedding record(long offset) {
        long version = offset % 11 == 3 ? Math.max(0, offset - OLDER) : offset;
        EmbeddingModel model = MODELS.get((int) (offset / RECORDS_OF_A_MODEL % MODELS.size()));
        String item = "item-" + offset * 7 % ITEMS;
        return offset % 5 == 0
                ? Embeddings.tombstone(model, item, version)
                : Embeddings.put(model, item, ItemOrder.upsert(version), SHAPE);
    }
}
