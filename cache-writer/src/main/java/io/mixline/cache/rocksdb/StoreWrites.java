package io.mixline.cache.rocksdb;

import io.mixline.cache.ChangeFold;
import io.mixline.cache.ItemKey;
import io.mixline.cache.ItemMetadata;
import io.mixline.cache.ItemState;
import io.mixline.cache.ReadsFirst;
import io.mixline.cache.TopicPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** What a write looks up in its store, and what it puts there. Thread-safe. */
final class StoreWrites {

    private final RocksDbStore store;

    StoreWrites(RocksDbStore store) {
        this.store = store;
    }

    /** What is held of these items; absent where nothing is. */
    Map<ItemKey, @Nullable ItemMetadata> stored(List<ItemKey> keys) throws RocksDBException {
        List<ItemKey> ofKnownModels = new ArrayList<>(keys.size());
        List<ColumnFamilyHandle> families = new ArrayList<>(keys.size());
        List<byte[]> itemIds = new ArrayList<>(keys.size());
        for (ItemKey key : keys) {
            ModelFamilies ofModel = store.families(key.model());
            if (ofModel != null) {
                ofKnownModels.add(key);
                families.add(ofModel.metadata());
                itemIds.add(key.itemId().toBytes());
            }
        }
        if (ofKnownModels.isEmpty()) {
            return Map.of(); // RocksDB takes no empty list
        }
        List<byte[]> values = store.db().multiGetAsList(families, itemIds);
        Map<ItemKey, @Nullable ItemMetadata> stored = new HashMap<>();
        for (int key = 0; key < values.size(); key++) {
            byte[] value = values.get(key);
            stored.put(ofKnownModels.get(key), value == null ? null : ItemMetadataFormat.decode(value));
        }
        return stored;
    }

    /** All that a fold has changed, and the positions with it. */
    void put(WriteBatch batch, ChangeFold fold, Map<TopicPartition, TopicPosition> positions) throws RocksDBException {
        for (Map.Entry<ItemKey, ItemState> item : fold.changedItems().entrySet()) {
            ReadsFirst.giveWay();
            put(batch, item.getKey(), item.getValue());
        }
        for (Map.Entry<TopicPartition, TopicPosition> position : positions.entrySet()) {
            batch.put(
                    store.positions(),
                    TopicPositionFormat.key(position.getKey()),
                    TopicPositionFormat.value(position.getValue()));
        }
    }

    private void put(WriteBatch batch, ItemKey key, ItemState state) throws RocksDBException {
        ModelFamilies families = store.createFamilies(key.model());
        byte[] itemId = key.itemId().toBytes();
        ItemMetadata metadata = state.metadata();
        if (metadata == null) {
            batch.delete(families.metadata(), itemId);
            batch.delete(families.tokens(), itemId);
        } else {
            byte[] encoded = ItemMetadataFormat.encode(metadata);
            batch.put(families.metadata(), itemId, encoded);
            batch.put(families.tokens(), itemId, ItemRowFormat.encode(state.tokens(), encoded));
        }
    }
}
