package io.mixline.cache.rocksdb;

import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CachedModel;
import io.mixline.cache.ItemMetadata;
import io.mixline.cache.OpenUses;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ByteBufferGetStatus;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;

/** One RocksDB snapshot: everything read through it is of one moment. */
final class RocksDbSnapshot implements CacheSnapshot {

    private final RocksDbStore store;
    private final OpenUses uses;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private boolean closed;

    /** @param uses entered for this snapshot, which leaves it when it is closed */
    RocksDbSnapshot(RocksDbStore store, OpenUses uses) {
        this.store = store;
        this.uses = uses;
        this.snapshot = store.db().getSnapshot();
        this.options = new ReadOptions().setSnapshot(snapshot);
    }

    @Override
    public List<CachedModel> models() {
        List<CachedModel> models = new ArrayList<>();
        forEach(store.models(), (key, value) -> models.add(CachedModelFormat.decode(key, value)));
        models.sort(Comparator.comparingLong(CachedModel::firstSeen));
        return models;
    }

    @Override
    public Map<TopicPartition, TopicPosition> positions() {
        Map<TopicPartition, TopicPosition> positions = new HashMap<>();
        forEach(
                store.positions(),
                (key, value) -> positions.put(TopicPositionFormat.partition(key), TopicPositionFormat.position(value)));
        return positions;
    }

    @Override
    public List<@Nullable ItemMetadata> metadata(ModelFingerprint model, List<ItemId> itemIds) {
        ModelFamilies families = store.families(model);
        if (families == null || itemIds.isEmpty()) { // RocksDB takes no empty list
            return Collections.nCopies(itemIds.size(), null);
        }
        try {
            List<byte[]> values = store.db()
                    .multiGetAsList(
                            options,
                            Collections.nCopies(itemIds.size(), families.metadata()),
                            itemIds.stream().map(ItemId::toBytes).toList());
            List<@Nullable ItemMetadata> metadata = new ArrayList<>(values.size());
            for (byte[] value : values) {
                metadata.add(value == null ? null : ItemMetadataFormat.decode(value));
            }
            return metadata;
        } catch (RocksDBException e) {
            throw new CacheException(
                    CacheException.Kind.FATAL, "reading metadata of " + itemIds.size() + " items of " + model, e);
        }
    }

    @Override
    public void tokens(ModelFingerprint model, List<ItemId> itemIds, List<ByteBuffer> rows) {
        if (itemIds.isEmpty()) {
            return;
        }
        ModelFamilies families = store.families(model);
        if (families == null) {
            throw new CacheException(CacheException.Kind.FATAL, "tokens of " + model + ": no such model is held");
        }
        try {
            List<ByteBufferGetStatus> found =
                    store.db().multiGetByteBuffers(options, List.of(families.tokens()), directKeys(itemIds), rows);
            for (int item = 0; item < rows.size(); item++) {
                check(itemIds.get(item), found.get(item), rows.get(item).capacity());
            }
        } catch (RocksDBException e) {
            throw new CacheException(
                    CacheException.Kind.FATAL, "reading tokens of " + itemIds.size() + " items of " + model, e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        options.close();
        store.db().releaseSnapshot(snapshot);
        uses.leave();
    }

    private void forEach(ColumnFamilyHandle family, BiConsumer<byte[], byte[]> entry) {
        try (RocksIterator entries = store.db().newIterator(family, options)) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                entry.accept(entries.key(), entries.value());
            }
            entries.status();
        } catch (RocksDBException e) {
            throw new CacheException(CacheException.Kind.FATAL, "reading models or positions", e);
        }
    }

    private static List<ByteBuffer> directKeys(List<ItemId> itemIds) {
        List<byte[]> keys = itemIds.stream().map(ItemId::toBytes).toList();
        ByteBuffer all = ByteBuffer.allocateDirect(
                keys.stream().mapToInt(key -> key.length).sum());
        List<ByteBuffer> slices = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            slices.add(all.slice(all.position(), key.length));
            all.put(key);
        }
        return slices;
    }

    private static void check(ItemId itemId, ByteBufferGetStatus found, int rowBytes) {
        if (found.status.getCode() != Status.Code.Ok || found.requiredSize != rowBytes) {
            throw new CacheException(
                    CacheException.Kind.FATAL,
                    "tokens of " + itemId + ": " + found.status.getCode() + ", " + found.requiredSize
                            + " bytes (expected: " + rowBytes
                            + "): the store is damaged; delete its directory to read the topics from their start");
        }
    }
}
