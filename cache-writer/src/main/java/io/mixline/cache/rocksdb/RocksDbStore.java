package io.mixline.cache.rocksdb;

import io.mixline.cache.CacheException;
import io.mixline.cache.CachedModel;
import io.mixline.schemas.ModelFingerprint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBufferManager;

/** A directory of RocksDB: its native handles, and its column families by name. Thread-safe but for {@link #close}. */
final class RocksDbStore implements AutoCloseable {

    /** For what is written and not in files yet. Decision 0039 has what was measured, here and below. */
    private static final int WRITE_BUFFER_SHARE = 4;

    private static final int FILTER_BITS_AN_ITEM = 10;
    private static final int SMOOTH_WRITEBACK_BYTES = 1 << 20;
    static final int FORMAT = 2;
    static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.UTF_8);
    private static final String MODELS = "models";
    private static final String POSITIONS = "positions";
    static final byte[] MODELS_FAMILY = MODELS.getBytes(StandardCharsets.UTF_8);
    static final byte[] POSITIONS_FAMILY = POSITIONS.getBytes(StandardCharsets.UTF_8);

    static {
        RocksDB.loadLibrary();
    }

    private final LRUCache blockCache;
    private final WriteBufferManager writeBuffers;
    private final BloomFilter filter;
    private final ColumnFamilyOptions familyOptions;
    private final DBOptions options;
    private final RocksDB db;
    private final Map<String, ColumnFamilyHandle> families = new ConcurrentHashMap<>();
    private final Map<ModelFingerprint, ModelFamilies> modelFamilies = new ConcurrentHashMap<>();
    private volatile List<CachedModel> heldModels = List.of();

    /** @param memoryBytes for blocks, indexes, filters and write buffers of all column families together */
    RocksDbStore(Path directory, long memoryBytes) {
        blockCache = new LRUCache(memoryBytes);
        writeBuffers = new WriteBufferManager(memoryBytes / WRITE_BUFFER_SHARE, blockCache);
        filter = new BloomFilter(FILTER_BITS_AN_ITEM);
        BlockBasedTableConfig tables = new BlockBasedTableConfig()
                .setBlockCache(blockCache)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(filter)
                .setOptimizeFiltersForMemory(true);
        familyOptions = new ColumnFamilyOptions().setTableFormatConfig(tables);
        familyOptions.setCompressionType(CompressionType.NO_COMPRESSION); // tokens are noise; metadata is small
        options = new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setWriteBufferManager(writeBuffers)
                .setMaxBackgroundJobs(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setBytesPerSync(SMOOTH_WRITEBACK_BYTES)
                .setWalBytesPerSync(SMOOTH_WRITEBACK_BYTES)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2);
        try {
            db = open(directory);
        } catch (IOException | RocksDBException e) {
            closeOptions();
            throw new CacheException(
                    CacheException.Kind.FATAL,
                    "opening " + directory + ": " + e.getMessage()
                            + " (expected: a writable directory of a cache, or an"
                            + " empty one, that no other process has open)",
                    e);
        }
        try {
            checkFormat();
            takeUpModels();
            readModels();
        } catch (RuntimeException | RocksDBException e) {
            close();
            throw e instanceof CacheException known
                    ? known
                    : new CacheException(CacheException.Kind.FATAL, "reading the format of " + directory, e);
        }
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle models() {
        return known(MODELS);
    }

    ColumnFamilyHandle positions() {
        return known(POSITIONS);
    }

    Collection<ColumnFamilyHandle> allFamilies() {
        return families.values();
    }

    /** The models of the newest write, the first one first. */
    List<CachedModel> heldModels() {
        return heldModels;
    }

    /** Told of what was written to {@link #models}, by one thread at a time. */
    void hold(Collection<CachedModel> written) {
        Map<ModelFingerprint, CachedModel> all = new HashMap<>();
        heldModels.forEach(model -> all.put(model.model().fingerprint(), model));
        written.forEach(model -> all.put(model.model().fingerprint(), model));
        heldModels = firstSeenFirst(all.values());
    }

    /** Told of what was removed from {@link #models}. */
    void forget(Collection<CachedModel> removed) {
        Set<ModelFingerprint> gone =
                removed.stream().map(model -> model.model().fingerprint()).collect(Collectors.toSet());
        heldModels = heldModels.stream()
                .filter(model -> !gone.contains(model.model().fingerprint()))
                .toList();
    }

    private static List<CachedModel> firstSeenFirst(Collection<CachedModel> models) {
        return models.stream()
                .sorted(Comparator.comparingLong(CachedModel::firstSeen))
                .toList();
    }

    private void readModels() throws RocksDBException {
        List<CachedModel> read = new ArrayList<>();
        try (RocksIterator entries = db.newIterator(models())) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                read.add(CachedModelFormat.decode(entries.key(), entries.value()));
            }
            entries.status();
        }
        heldModels = firstSeenFirst(read);
    }

    /** Null where the model was never seen. */
    @Nullable
    ModelFamilies families(ModelFingerprint model) {
        return modelFamilies.get(model);
    }

    /** A crash after this and before the model's first write leaves empty families, which are taken up here again. */
    synchronized ModelFamilies createFamilies(ModelFingerprint model) throws RocksDBException {
        ModelFamilies known = modelFamilies.get(model);
        if (known != null) {
            return known;
        }
        ModelFamilies created =
                new ModelFamilies(create(ModelFamilies.tokensName(model)), create(ModelFamilies.metadataName(model)));
        modelFamilies.put(model, created);
        return created;
    }

    /** Native handles in reverse of their opening. */
    @Override
    public void close() {
        families.values().forEach(ColumnFamilyHandle::close);
        db.close();
        closeOptions();
    }

    private void closeOptions() {
        options.close();
        familyOptions.close();
        filter.close();
        writeBuffers.close();
        blockCache.close();
    }

    private RocksDB open(Path directory) throws IOException, RocksDBException {
        Files.createDirectories(directory);
        RestoredStore.takeUp(directory);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        try (Options listing = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(listing, directory.toString())) {
                descriptors.add(new ColumnFamilyDescriptor(name, familyOptions));
            }
        }
        if (descriptors.isEmpty()) {
            descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
        }
        for (String name : List.of(MODELS, POSITIONS)) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            if (descriptors.stream().noneMatch(known -> name.equals(name(known.getName())))) {
                descriptors.add(new ColumnFamilyDescriptor(bytes, familyOptions));
            }
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        RocksDB opened = RocksDB.open(options, directory.toString(), descriptors, handles);
        for (int family = 0; family < handles.size(); family++) {
            families.put(name(descriptors.get(family).getName()), handles.get(family));
        }
        return opened;
    }

    private void checkFormat() throws RocksDBException {
        byte[] format = db.get(FORMAT_KEY);
        if (format == null) {
            db.put(FORMAT_KEY, ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT).array());
        } else {
            FormatVersion.check("cache", ByteBuffer.wrap(format).getInt(), FORMAT);
        }
    }

    private void takeUpModels() {
        for (String name : families.keySet()) {
            ModelFamilies.model(name).ifPresent(model -> {
                ColumnFamilyHandle tokens = families.get(ModelFamilies.tokensName(model));
                ColumnFamilyHandle metadata = families.get(ModelFamilies.metadataName(model));
                if (tokens != null && metadata != null) {
                    modelFamilies.put(model, new ModelFamilies(tokens, metadata));
                }
            });
        }
    }

    private ColumnFamilyHandle create(String name) throws RocksDBException {
        ColumnFamilyHandle known = families.get(name);
        if (known != null) {
            return known;
        }
        ColumnFamilyHandle created =
                db.createColumnFamily(new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), familyOptions));
        families.put(name, created);
        return created;
    }

    private ColumnFamilyHandle known(String name) {
        ColumnFamilyHandle family = families.get(name);
        if (family == null) {
            throw new IllegalStateException("column family " + name + ": absent (expected: opened with the store)");
        }
        return family;
    }

    private static String name(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
