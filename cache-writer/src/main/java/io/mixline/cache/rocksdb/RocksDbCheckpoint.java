package io.mixline.cache.rocksdb;

import io.mixline.cache.CacheContent;
import io.mixline.cache.CacheException;
import io.mixline.cache.CachedModel;
import io.mixline.cache.TopicPosition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Logger;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** The files of a store at one moment, which nobody writes any more. Reads what they hold, and changes none of them. */
public final class RocksDbCheckpoint {

    static {
        RocksDB.loadLibrary();
    }

    private RocksDbCheckpoint() {}

    /** Whether this release reads stores of that format. */
    public static boolean isKnown(int format) {
        return format == RocksDbStore.FORMAT;
    }

    /**
     * What such a directory holds, its write-ahead log included.
     *
     * @throws CacheException FATAL where it holds no store of a known format, or a damaged one
     */
    public static CacheContent read(Path directory) {
        List<ColumnFamilyDescriptor> descriptors = List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY),
                new ColumnFamilyDescriptor(RocksDbStore.MODELS_FAMILY),
                new ColumnFamilyDescriptor(RocksDbStore.POSITIONS_FAMILY));
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (DBOptions options = new DBOptions();
                Logger silent = new Silence();
                RocksDB db =
                        RocksDB.openReadOnly(options.setLogger(silent), directory.toString(), descriptors, handles)) {
            try {
                return content(db, handles.get(1), handles.get(2));
            } finally {
                handles.forEach(ColumnFamilyHandle::close);
            }
        } catch (RocksDBException e) {
            throw new CacheException(
                    CacheException.Kind.FATAL,
                    "reading " + directory + ": " + e.getMessage() + " (expected: the files of a cache)",
                    e);
        }
    }

    private static CacheContent content(RocksDB db, ColumnFamilyHandle modelFamily, ColumnFamilyHandle positionFamily)
            throws RocksDBException {
        byte[] format = db.get(RocksDbStore.FORMAT_KEY);
        int found = format == null ? 0 : ByteBuffer.wrap(format).getInt();
        FormatVersion.check("cache", found, RocksDbStore.FORMAT);
        List<CachedModel> models = new ArrayList<>();
        forEach(db, modelFamily, (key, value) -> models.add(CachedModelFormat.decode(key, value)));
        models.sort(Comparator.comparingLong(CachedModel::firstSeen));
        Map<TopicPartition, TopicPosition> positions = new HashMap<>();
        forEach(
                db,
                positionFamily,
                (key, value) -> positions.put(TopicPositionFormat.partition(key), TopicPositionFormat.position(value)));
        return new CacheContent(found, models, positions);
    }

    private static void forEach(RocksDB db, ColumnFamilyHandle family, BiConsumer<byte[], byte[]> entry)
            throws RocksDBException {
        try (RocksIterator entries = db.newIterator(family)) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                entry.accept(entries.key(), entries.value());
            }
            entries.status();
        }
    }

    /** Else RocksDB writes a file of its own even where it only reads. */
    private static final class Silence extends Logger {

        Silence() {
            super(InfoLogLevel.FATAL_LEVEL);
        }

        @Override
        protected void log(InfoLogLevel level, String message) {}
    }
}
