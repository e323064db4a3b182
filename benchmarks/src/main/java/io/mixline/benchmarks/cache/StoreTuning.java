package io.mixline.benchmarks.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * Question: how does RocksDB best keep values of 2 to 100 KiB that are read at random, 250 a call, while they are replaced?
 *
 * <p>Each {@link StoreLayout} gets the same items, in random order, each twice (so that compaction has something to do), in
 * batches of 1,000; then reads of 250 random items a call, quiet, and again while random items are replaced as fast as one
 * thread can. Block cache and write buffers share what the page cache leaves: {@code tuning.memory} bytes.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests package
 * java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' -Dtuning.valueBytes=2048 -Dtuning.items=200000 \
 *     io.mixline.benchmarks.cache.StoreTuning
 * </pre>
 */
public final class StoreTuning {

    private static final int BATCH = 1_000;
    private static final int IDS = 250;

    private final int items = Integer.getInteger("tuning.items", 200_000);
    private final int valueBytes = Integer.getInteger("tuning.valueBytes", 2_048);
    private final long memory = Long.getLong("tuning.memory", 256L << 20);
    private final int calls = Integer.getInteger("tuning.calls", 2_000);
    private final Random random = new Random(5);

    private StoreTuning() {}

    /** No arguments. */
    public static void main(String[] args) throws Exception {
        RocksDB.loadLibrary();
        new StoreTuning().run();
    }

    private void run() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%,d items of %,d bytes, written twice; %,d MiB for block cache and write buffers%n%n"
                        + "| layout | load, MB/s | written to disk, times | on disk, times"
                        + " | 250 reads, p50 ms | p99 | missing ids, p50 ms | while replaced, p50 ms | p99 | replaced, MB/s |%n"
                        + "|---|---|---|---|---|---|---|---|---|---|%n",
                items,
                valueBytes,
                memory >> 20);
        for (StoreLayout layout : StoreLayout.values()) {
            Path directory = Files.createTempDirectory("tuning");
            try (LRUCache cache = new LRUCache(memory);
                    WriteBufferManager buffers = new WriteBufferManager(memory / 4, cache);
                    ColumnFamilyOptions family = layout.options(cache);
                    DBOptions options = new DBOptions()
                            .setCreateIfMissing(true)
                            .setMaxBackgroundJobs(2)
                            .setWriteBufferManager(buffers)) {
                measure(layout, directory, options, family);
            } finally {
                delete(directory);
            }
        }
    }

    private void measure(StoreLayout layout, Path directory, DBOptions options, ColumnFamilyOptions family)
            throws Exception {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (RocksDB db = RocksDB.open(
                        options,
                        directory.toString(),
                        List.of(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family)),
                        handles);
                WriteOptions writing = new WriteOptions()) {
            long writtenBefore = bytesWritten();
            long start = System.nanoTime();
            for (int batch = 0; batch < 2 * items / BATCH; batch++) {
                write(db, writing);
            }
            try (FlushOptions flush = new FlushOptions()) {
                db.flush(flush);
            }
            double loadSeconds = (System.nanoTime() - start) / 1e9;
            while (pending(db)) {
                Thread.onSpinWait();
            }
            double amplification = (double) (bytesWritten() - writtenBefore) / (2.0 * items * valueBytes);
            double onDisk = (double) size(directory) / ((double) items * valueBytes);
            read(db, calls / 4, "");
            long[] quiet = read(db, calls, "");
            long[] missing = read(db, calls / 4, "-none");
            AtomicBoolean stop = new AtomicBoolean();
            long[] replaced = new long[1];
            Thread writer = new Thread(() -> {
                while (!stop.get()) {
                    write(db, writing);
                    replaced[0] += BATCH;
                }
            });
            long replaceStart = System.nanoTime();
            writer.start();
            long[] busy = read(db, calls, "");
            stop.set(true);
            writer.join();
            double replaceSeconds = (System.nanoTime() - replaceStart) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.1f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.0f |%n",
                    layout,
                    2.0 * items * valueBytes / loadSeconds / 1e6,
                    amplification,
                    onDisk,
                    at(quiet, 0.5),
                    at(quiet, 0.99),
                    at(missing, 0.5),
                    at(busy, 0.5),
                    at(busy, 0.99),
                    (double) replaced[0] * valueBytes / replaceSeconds / 1e6);
        } finally {
            handles.forEach(ColumnFamilyHandle::close);
        }
    }

    private void write(RocksDB db, WriteOptions writing) {
        byte[] value = new byte[valueBytes];
        try (WriteBatch batch = new WriteBatch()) {
            for (int item = 0; item < BATCH; item++) {
                random.nextBytes(value);
                batch.put(key(random.nextInt(items), ""), value);
            }
            db.write(writing, batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nanoseconds of each call. */
    private long[] read(RocksDB db, int reads, String suffix) throws RocksDBException {
        Random ids = new Random(7);
        ByteBuffer key = ByteBuffer.allocateDirect(64);
        ByteBuffer packed = ByteBuffer.allocateDirect(IDS * valueBytes);
        long[] nanos = new long[reads];
        try (ReadOptions reading = new ReadOptions()) {
            for (int call = 0; call < reads; call++) {
                byte[][] keys = new byte[IDS][];
                for (int id = 0; id < IDS; id++) {
                    keys[id] = key(ids.nextInt(items), suffix);
                }
                long start = System.nanoTime();
                for (int id = 0; id < IDS; id++) {
                    packed.limit((id + 1) * valueBytes).position(id * valueBytes);
                    db.get(reading, key.clear().put(keys[id]).flip(), packed);
                }
                nanos[call] = System.nanoTime() - start;
            }
        }
        return nanos;
    }

    private static double at(long[] nanos, double share) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) (share * (sorted.length - 1))] / 1e6;
    }

    private static boolean pending(RocksDB db) throws RocksDBException {
        return db.getLongProperty("rocksdb.num-running-compactions") > 0
                || db.getLongProperty("rocksdb.compaction-pending") > 0
                || db.getLongProperty("rocksdb.num-running-flushes") > 0;
    }

    private static byte[] key(int item, String suffix) {
        return ("posting-" + (10_000_000 + item) + suffix).getBytes(StandardCharsets.UTF_8);
    }

    /** By this process, since it began; Linux only. */
    private static long bytesWritten() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("wchar:"))
                .mapToLong(
                        line -> Long.parseLong(line.substring("wchar:".length()).strip()))
                .sum();
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
