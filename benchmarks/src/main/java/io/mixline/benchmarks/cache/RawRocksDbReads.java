package io.mixline.benchmarks.cache;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ByteBufferGetStatus;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * The rival: RocksJava by hand, tokens and nothing else in a database with the options of Mixline's cache, straight into one
 * direct buffer. No model, no status, no snapshot.
 */
final class RawRocksDbReads implements AutoCloseable {

    private static final int BATCH = 1_000;

    private final ReadShape shape;
    private final LRUCache blockCache;
    private final WriteBufferManager buffers;
    private final BloomFilter filter = new BloomFilter(10);
    private final Options options;
    private final RocksDB db;
    private final ReadOptions reading = new ReadOptions();

    RawRocksDbReads(Path directory, ReadShape shape, long memoryBytes) throws RocksDBException {
        this.shape = shape;
        this.blockCache = new LRUCache(memoryBytes);
        this.buffers = new WriteBufferManager(memoryBytes / 4, blockCache);
        this.options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferManager(buffers)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(blockCache)
                        .setCacheIndexAndFilterBlocks(true)
                        .setFilterPolicy(filter)
                        .setOptimizeFiltersForMemory(true));
        this.db = RocksDB.open(options, directory.toString());
    }

    void fill() throws RocksDBException {
        try (WriteOptions writing = new WriteOptions()) {
            for (int from = 0; from < shape.items(); from += BATCH) {
                try (WriteBatch batch = new WriteBatch()) {
                    for (int item = from; item < Math.min(shape.items(), from + BATCH); item++) {
                        batch.put(ReadShape.key(item), shape.row(item));
                    }
                    db.write(writing, batch);
                }
            }
        }
    }

    /** One get after the other. */
    ReadWay gets() {
        return new ReadWay() {

            private final ByteBuffer key = ByteBuffer.allocateDirect(64);
            private final ByteBuffer packed = ByteBuffer.allocateDirect(shape.ids() * shape.rowBytes());
            private final byte[][] keys = keys();

            @Override
            public String name() {
                return "RocksJava, get in a loop";
            }

            @Override
            public ByteBuffer read(int[] items) throws RocksDBException {
                int rowBytes = shape.rowBytes();
                for (int id = 0; id < items.length; id++) {
                    key.clear().put(keys[items[id]]).flip();
                    packed.limit((id + 1) * rowBytes).position(id * rowBytes);
                    if (db.get(reading, key, packed) != rowBytes) {
                        throw new IllegalStateException("item " + items[id] + ": absent");
                    }
                }
                return packed.clear();
            }

            @Override
            public void close() {}
        };
    }

    /** One multi-get with direct buffers. */
    ReadWay multiGet() {
        return new ReadWay() {

            private final ByteBuffer allKeys = ByteBuffer.allocateDirect(shape.ids() * 64);
            private final ByteBuffer packed = ByteBuffer.allocateDirect(shape.ids() * shape.rowBytes());
            private final byte[][] keys = keys();

            @Override
            public String name() {
                return "RocksJava, multiGetByteBuffers";
            }

            @Override
            public ByteBuffer read(int[] items) throws RocksDBException {
                allKeys.clear();
                List<ByteBuffer> keyBuffers = new ArrayList<>(items.length);
                List<ByteBuffer> rows = new ArrayList<>(items.length);
                for (int id = 0; id < items.length; id++) {
                    byte[] key = keys[items[id]];
                    keyBuffers.add(allKeys.slice(allKeys.position(), key.length));
                    allKeys.put(key);
                    rows.add(packed.slice(id * shape.rowBytes(), shape.rowBytes()));
                }
                for (ByteBufferGetStatus status : db.multiGetByteBuffers(reading, keyBuffers, rows)) {
                    if (status.status.getCode() != Status.Code.Ok) {
                        throw new IllegalStateException(String.valueOf(status.status.getCode()));
                    }
                }
                return packed.clear();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        reading.close();
        db.close();
        options.close();
        filter.close();
        buffers.close();
        blockCache.close();
    }

    private byte[][] keys() {
        byte[][] keys = new byte[shape.items()][];
        Arrays.setAll(keys, ReadShape::key);
        return keys;
    }
}
