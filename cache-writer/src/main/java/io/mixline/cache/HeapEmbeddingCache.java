package io.mixline.cache;

import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A cache on the heap, gone with its process, for tests: each write copies all of it. Thread-safe. */
public final class HeapEmbeddingCache implements EmbeddingCache {

    private final OpenUses snapshots = new OpenUses();
    private volatile Content content = new Content(Map.of(), Map.of(), Map.of());
    private volatile boolean closed;

    @Override
    public synchronized List<ApplyOutcome> apply(CacheWrite write) {
        if (closed) {
            throw closed();
        }
        Content before = content;
        Map<ItemKey, @Nullable ItemMetadata> stored = new HashMap<>();
        before.items.forEach((key, state) -> stored.put(key, state.metadata()));
        ChangeFold fold = new ChangeFold(before.models.values(), stored);
        List<ApplyOutcome> outcomes = fold.fold(write.changes());
        content = before.after(fold, write.positions());
        return outcomes;
    }

    @Override
    public synchronized List<CachedModel> discard(String topic) {
        if (closed) {
            throw closed();
        }
        TopicContent gone = TopicContent.of(topic, content.models.values(), content.positions.keySet());
        content = content.without(gone);
        return gone.models();
    }

    @Override
    public CacheSnapshot snapshot() {
        if (!snapshots.enter()) {
            throw closed();
        }
        return new HeapSnapshot(content, snapshots);
    }

    @Override
    public void close() {
        closed = true;
        snapshots.close();
    }

    private static CacheException closed() {
        return new CacheException(CacheException.Kind.CLOSED, "the cache is closed");
    }

    /** Never changed once it is published. */
    private record Content(
            Map<ModelFingerprint, CachedModel> models,
            Map<ItemKey, ItemState> items,
            Map<TopicPartition, TopicPosition> positions) {

        Content without(TopicContent gone) {
            Set<ModelFingerprint> goneModels = gone.models().stream()
                    .map(model -> model.model().fingerprint())
                    .collect(Collectors.toSet());
            Map<ModelFingerprint, CachedModel> fewerModels = new HashMap<>(models);
            fewerModels.keySet().removeAll(goneModels);
            Map<ItemKey, ItemState> fewerItems = new HashMap<>(items);
            fewerItems.keySet().removeIf(key -> goneModels.contains(key.model()));
            Map<TopicPartition, TopicPosition> fewerPositions = new HashMap<>(positions);
            fewerPositions.keySet().removeAll(gone.positions());
            return new Content(fewerModels, fewerItems, fewerPositions);
        }

        Content after(ChangeFold fold, Map<TopicPartition, TopicPosition> newPositions) {
            Map<ModelFingerprint, CachedModel> allModels = new HashMap<>(models);
            fold.changedModels().forEach(model -> allModels.put(model.model().fingerprint(), model));
            Map<ItemKey, ItemState> allItems = new HashMap<>(items);
            fold.changedItems().forEach((key, state) -> {
                if (state.metadata() == null) {
                    allItems.remove(key);
                } else {
                    allItems.put(key, state);
                }
            });
            Map<TopicPartition, TopicPosition> allPositions = new HashMap<>(positions);
            allPositions.putAll(newPositions);
            return new Content(allModels, allItems, allPositions);
        }
    }

    private static final class HeapSnapshot implements CacheSnapshot {

        private final Content content;
        private final OpenUses snapshots;
        private boolean closed;

        HeapSnapshot(Content content, OpenUses snapshots) {
            this.content = content;
            this.snapshots = snapshots;
        }

        @Override
        public List<CachedModel> models() {
            Collection<CachedModel> models = content.models.values();
            return models.stream()
                    .sorted(Comparator.comparingLong(CachedModel::firstSeen))
                    .toList();
        }

        @Override
        public Map<TopicPartition, TopicPosition> positions() {
            return Map.copyOf(content.positions);
        }

        @Override
        public List<@Nullable ItemMetadata> metadata(ModelFingerprint model, List<ItemId> itemIds) {
            List<@Nullable ItemMetadata> found = new ArrayList<>(itemIds.size());
            for (ItemId itemId : itemIds) {
                ItemState state = content.items.get(new ItemKey(model, itemId));
                found.add(state == null ? null : state.metadata());
            }
            return found;
        }

        @Override
        public void read(ModelFingerprint model, PackedRead read) {
            for (int item = 0; item < read.itemIds().size(); item++) {
                if (read.isOpen(item)) {
                    read(content.items.get(new ItemKey(model, read.itemIds().get(item))), item, read);
                }
            }
        }

        private static void read(@Nullable ItemState state, int item, PackedRead read) {
            ItemMetadata metadata = state == null ? null : state.metadata();
            EmbeddingTokens tokens = state == null ? null : state.tokens();
            if (metadata == null) {
                read.miss(item);
                return;
            }
            long version = metadata.order().version().value();
            long changedAt = metadata.origin().changedAt().toEpochMilli();
            ItemMetadata.Text text = metadata.text();
            if (text == null || tokens == null) {
                read.deleted(item, version, changedAt);
                return;
            }
            if (tokens.bytes().length != read.shape().bytes()) {
                throw new CacheException(
                        CacheException.Kind.FATAL,
                        "tokens of " + read.itemIds().get(item) + ": " + tokens + " (expected: " + read.shape() + ")");
            }
            read.memory().put(read.start(item), tokens.bytes());
            read.hit(item, version, changedAt);
            if (read.wantsShortTexts() && text.shortText() != null) {
                read.shortText(item, text.shortText());
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                snapshots.leave();
            }
        }
    }
}
