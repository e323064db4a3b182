package io.mixline.cache.rocksdb;

import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CachedModel;
import io.mixline.cache.ItemMetadata;
import io.mixline.cache.OpenUses;
import io.mixline.cache.PackedRead;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;

/** One RocksDB snapshot: everything read through it is of one moment. */
final class RocksDbSnapshot implements CacheSnapshot {

    private final RocksDbStore store;
    private final OpenUses uses;
    private final List<CachedModel> models;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private boolean closed;

    private RocksDbSnapshot(RocksDbStore store, OpenUses uses, ReadTier tier) {
        this.store = store;
        this.models = store.heldModels(); // before the snapshot: of what they name, it has all
        this.uses = uses;
        this.snapshot = store.db().getSnapshot();
        this.options = new ReadOptions().setSnapshot(snapshot).setReadTier(tier);
    }

    /** @param uses entered for this snapshot, which leaves it when it is closed */
    static RocksDbSnapshot of(RocksDbStore store, OpenUses uses) {
        return new RocksDbSnapshot(store, uses, ReadTier.READ_ALL_TIER);
    }

    /** One that reads no files, for {@link #readWhatIsThere}. */
    static RocksDbSnapshot ofMemory(RocksDbStore store, OpenUses uses) {
        return new RocksDbSnapshot(store, uses, ReadTier.BLOCK_CACHE_TIER);
    }

    @Override
    public List<CachedModel> models() {
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

    /**
     * {@inheritDoc}
     *
     * <p>One get an item. While nothing is packed yet, values are read to where their rows are, in order; what lies behind
     * a row is written over by the next one.
     */
    @Override
    public void read(ModelFingerprint model, PackedRead read) {
        try {
            readRows(model, read);
        } catch (RocksDBException e) {
            throw failed(model, read, e);
        }
    }

    /** The same; false where something is not in memory. */
    boolean readWhatIsThere(ModelFingerprint model, PackedRead read) {
        try {
            readRows(model, read);
            return true;
        } catch (RocksDBException e) {
            Status status = e.getStatus();
            if (status != null && status.getCode() == Status.Code.Incomplete) {
                return false;
            }
            throw failed(model, read, e);
        }
    }

    private static CacheException failed(ModelFingerprint model, PackedRead read, RocksDBException cause) {
        return new CacheException(
                CacheException.Kind.FATAL, "reading " + read.itemIds().size() + " items of " + model, cause);
    }

    private void readRows(ModelFingerprint model, PackedRead read) throws RocksDBException {
        ModelFamilies families = store.families(model);
        int items = read.itemIds().size();
        boolean inPlace = read.open() == items;
        ByteBuffer value =
                inPlace ? read.memory() : ByteBuffer.allocateDirect(read.shape().bytes() + PackedRead.SLACK_BYTES);
        DirectKey key = new DirectKey();
        for (int item = 0; item < items; item++) {
            if (!read.isOpen(item)) {
                continue;
            }
            if (families == null) {
                read.miss(item);
            } else {
                value.clear().position(inPlace ? read.start(item) : 0);
                boolean live = read(families, key.of(read.itemIds().get(item)), item, value, read);
                if (live && !inPlace) {
                    read.memory().put(read.start(item), value, 0, read.shape().bytes());
                }
            }
        }
    }

    /** Whether the item has tokens, which lie at the value's position now. */
    private boolean read(ModelFamilies families, ByteBuffer key, int item, ByteBuffer value, PackedRead read)
            throws RocksDBException {
        int bytes = store.db().get(families.tokens(), options, key, value);
        if (bytes == RocksDB.NOT_FOUND) {
            read.miss(item);
            return false;
        }
        if (ItemRowFormat.read(item, value, bytes, read)) {
            read.shortText(item, shortText(families, item, value, bytes, read));
        }
        return ItemRowFormat.isLive(bytes, read.shape().bytes());
    }

    private String shortText(ModelFamilies families, int item, ByteBuffer value, int bytes, PackedRead read)
            throws RocksDBException {
        int rowBytes = read.shape().bytes();
        if (value.remaining() >= bytes) {
            return ItemRowFormat.shortText(value, rowBytes);
        }
        byte[] whole = store.db()
                .get(families.tokens(), options, read.itemIds().get(item).toBytes());
        return ItemRowFormat.shortText(ByteBuffer.wrap(Objects.requireNonNull(whole)), rowBytes);
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

    /** One key after the other in the same direct memory. */
    private static final class DirectKey {

        private ByteBuffer memory = ByteBuffer.allocateDirect(256);

        ByteBuffer of(ItemId itemId) {
            byte[] bytes = itemId.toBytes();
            if (bytes.length > memory.capacity()) {
                memory = ByteBuffer.allocateDirect(bytes.length);
            }
            return memory.clear().put(bytes).flip();
        }
    }
}
