package io.mixline.cache.rocksdb;

import static io.mixline.cache.Embeddings.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.Embeddings;
import io.mixline.cache.ItemKey;
import io.mixline.cache.ItemState;
import io.mixline.cache.Lookups;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOperation;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.ModelFingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.rocksdb.RocksDBException;

/** The cache on disk is a map from model and item to the highest order, under any operations. */
class RocksDbEmbeddingCacheModelTest {

    private static final List<String> ITEMS = List.of("a", "b", "c");
    private static final List<EmbeddingModel> MODELS =
            List.of(Embeddings.model(Embeddings.SPACE, 1), Embeddings.model(Embeddings.SPACE, 2));
    private static final TopicPartition PARTITION = new TopicPartition("item-embeddings-v1", 0);
    // Not ItemOrder's own comparison: this is the rule in other words.
    private static final Comparator<ItemOrder> NEWER = Comparator.<ItemOrder>comparingLong(
                    order -> order.version().value())
            .thenComparing(ItemOrder::isDelete)
            .thenComparingLong(ItemOrder::reencode);

    @Property(tries = 60)
    void the_cache_equals_a_map(@ForAll("operations") List<Operation> operations) throws IOException, RocksDBException {
        Path directory = Files.createTempDirectory("cache-model");
        RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(directory);
        try {
            Map<ItemKey, ItemEmbedding> expected = new HashMap<>();
            Map<ModelFingerprint, Set<String>> sources = new HashMap<>();
            long written = 0;
            for (Operation operation : operations) {
                switch (operation.kind()) {
                    case WRITE -> {
                        written += operation.changes().size();
                        TopicPosition position =
                                new TopicPosition(written, Optional.of(1), new Uuid(3, 4), "cluster", 0);
                        cache.apply(new CacheWrite(operation.changes(), Map.of(PARTITION, position)));
                        operation.changes().forEach(change -> apply(expected, sources, change));
                    }
                    case DISCARD -> {
                        cache.discard(TOPIC);
                        sources.forEach((model, topics) -> {
                            if (topics.contains(TOPIC)) {
                                expected.keySet().removeIf(key -> key.model().equals(model));
                            }
                        });
                        sources.values().removeIf(topics -> topics.contains(TOPIC));
                        written = 0;
                    }
                    case REOPEN -> {
                        cache.close();
                        cache = RocksDbEmbeddingCache.open(directory);
                    }
                    case COMPACT -> cache.compact();
                }
                assertEqual(cache, expected, written);
            }
        } finally {
            cache.close();
            delete(directory);
        }
    }

    private static void apply(
            Map<ItemKey, ItemEmbedding> expected, Map<ModelFingerprint, Set<String>> sources, CacheChange change) {
        ItemKey key = new ItemKey(change.model().fingerprint(), change.itemId());
        if (change instanceof CacheChange.Embedding put) {
            ItemEmbedding newest = expected.merge(
                    key, put.embedding(), (held, next) -> NEWER.compare(next.order(), held.order()) >= 0 ? next : held);
            if (newest.equals(put.embedding())) {
                sources.computeIfAbsent(key.model(), model -> new HashSet<>()).add(put.topic());
            }
        } else {
            expected.remove(key);
        }
    }

    private static void assertEqual(RocksDbEmbeddingCache cache, Map<ItemKey, ItemEmbedding> expected, long written) {
        try (CacheSnapshot snapshot = cache.snapshot()) {
            for (EmbeddingModel model : MODELS) {
                for (String item : ITEMS) {
                    ItemEmbedding held = expected.get(new ItemKey(model.fingerprint(), new ItemId(item)));
                    assertThat(Lookups.state(snapshot, model, item))
                            .isEqualTo(held == null ? new ItemState(null, null) : Lookups.stateOf(held));
                }
            }
            for (CachedModel model : snapshot.models()) {
                assertThat(model.items()).isEqualTo(count(expected, model.model()));
            }
            assertThat(snapshot.positions().values().stream()
                            .mapToLong(TopicPosition::nextOffset)
                            .sum())
                    .isEqualTo(written);
        }
    }

    private static CachedModel.ItemCount count(Map<ItemKey, ItemEmbedding> expected, EmbeddingModel model) {
        List<ItemEmbedding> ofModel = expected.values().stream()
                .filter(embedding -> embedding.model().equals(model))
                .toList();
        long deleted = ofModel.stream().filter(ItemEmbedding::isTombstone).count();
        return new CachedModel.ItemCount(ofModel.size() - deleted, deleted);
    }

    @Provide
    Arbitrary<List<Operation>> operations() {
        Arbitrary<Operation> writes =
                changes().list().ofMinSize(1).ofMaxSize(6).map(changes -> new Operation(Kind.WRITE, changes));
        return Arbitraries.frequencyOf(
                        Tuple.of(12, writes),
                        Tuple.of(2, Arbitraries.just(new Operation(Kind.REOPEN, List.of()))),
                        Tuple.of(1, Arbitraries.just(new Operation(Kind.DISCARD, List.of()))),
                        Tuple.of(1, Arbitraries.just(new Operation(Kind.COMPACT, List.of()))))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    private static Arbitrary<CacheChange> changes() {
        Arbitrary<ItemOrder> orders = Combinators.combine(
                        Arbitraries.longs().between(0, 4),
                        Arbitraries.of(ItemOperation.class),
                        Arbitraries.longs().between(0, 2))
                .as((version, operation, reencode) -> new ItemOrder(
                        new ItemVersion(version), operation, operation == ItemOperation.DELETE ? 0 : reencode));
        Arbitrary<CacheChange> embeddings = Combinators.combine(
                        Arbitraries.of(MODELS), Arbitraries.of(ITEMS), orders, Arbitraries.of(TOPIC, "another"))
                .as((model, item, order, topic) -> new CacheChange.Embedding(
                        order.isDelete()
                                ? Embeddings.tombstone(
                                        model, item, order.version().value())
                                : Embeddings.put(model, item, order, Embeddings.SHAPE),
                        topic));
        Arbitrary<CacheChange> erasures = Combinators.combine(Arbitraries.of(MODELS), Arbitraries.of(ITEMS))
                .as((model, item) -> new CacheChange.Erasure(model, new ItemId(item)));
        return Arbitraries.frequencyOf(Tuple.of(9, embeddings), Tuple.of(1, erasures));
    }

    private static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> walked = Files.walk(directory)) {
            paths = new ArrayList<>(walked.sorted(Comparator.reverseOrder()).toList());
        }
        paths.forEach(path -> {
            try {
                Files.delete(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    enum Kind {
        WRITE,
        DISCARD,
        REOPEN,
        COMPACT
    }

    record Operation(Kind kind, List<CacheChange> changes) {}
}
