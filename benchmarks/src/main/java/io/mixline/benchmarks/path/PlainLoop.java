package io.mixline.benchmarks.path;

import io.mixline.benchmarks.path.LoopWork.Families;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * The rival: one thread that polls the source topic, works on each record, and writes what one poll brought, with the
 * positions, as one batch into RocksDB. Nothing is checked against what is stored, nothing is told, nothing runs beside
 * it. RocksDB has the options of Mixline's cache.
 */
final class PlainLoop implements AutoCloseable {

    private static final int MAX_POLL_RECORDS = 2_000; // as Mixline's cache
    private static final long MEMORY_BYTES = 1L << 30; // cache.memory as it is by default
    private static final int SMOOTH_WRITEBACK_BYTES = 1 << 20;
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    static {
        RocksDB.loadLibrary();
    }

    private final LoopWork work;
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final RocksDB db;
    private final ColumnFamilyHandle positions;
    private final Families families;
    private final WriteOptions writeOptions;

    PlainLoop(LoopWork work, Path directory) throws IOException, RocksDBException {
        this.work = work;
        Files.createDirectories(directory);
        LRUCache blockCache = opened(new LRUCache(MEMORY_BYTES));
        WriteBufferManager writeBuffers = opened(new WriteBufferManager(MEMORY_BYTES / 4, blockCache));
        ColumnFamilyOptions family = opened(new ColumnFamilyOptions()
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(blockCache)
                        .setCacheIndexAndFilterBlocks(true)
                        .setFilterPolicy(opened(new BloomFilter(10)))
                        .setOptimizeFiltersForMemory(true))
                .setCompressionType(CompressionType.NO_COMPRESSION));
        DBOptions options = opened(new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setMaxBackgroundJobs(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setBytesPerSync(SMOOTH_WRITEBACK_BYTES)
                .setWalBytesPerSync(SMOOTH_WRITEBACK_BYTES)
                .setWriteBufferManager(writeBuffers));
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        db = opened(RocksDB.open(
                options,
                directory.toString(),
                List.of(
                        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family),
                        new ColumnFamilyDescriptor("tokens".getBytes(StandardCharsets.UTF_8), family),
                        new ColumnFamilyDescriptor("metadata".getBytes(StandardCharsets.UTF_8), family)),
                handles));
        handles.forEach(this::opened);
        positions = handles.get(0);
        families = new Families(handles.get(1), handles.get(2));
        writeOptions = opened(new WriteOptions());
    }

    private <C extends AutoCloseable> C opened(C part) {
        closing.push(part);
        return part;
    }

    /** Reads the topic to the end that it has now. */
    Timed run(String topic, Map<String, String> kafka) throws RocksDBException {
        Clock clock = new Clock();
        int changes = 0;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("max.poll.records", MAX_POLL_RECORDS);
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "none");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> next = new HashMap<>();
            while (ends.entrySet().stream().anyMatch(end -> next.getOrDefault(end.getKey(), 0L) < end.getValue())) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL_TIMEOUT);
                write(records, next);
                changes += records.count();
            }
        }
        return clock.stop(changes);
    }

    private void write(ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Long> next)
            throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (TopicPartition partition : records.partitions()) {
                for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                    work.put(record, batch, families);
                    next.put(partition, record.offset() + 1);
                }
                batch.put(
                        positions,
                        partition.toString().getBytes(StandardCharsets.UTF_8),
                        String.valueOf(next.get(partition)).getBytes(StandardCharsets.UTF_8));
            }
            db.write(writeOptions, batch);
        }
    }

    /** That it holds the newest version of every item. */
    void check(PublishedChanges published) throws RocksDBException {
        for (int item = 0; item < published.items(); item++) {
            byte[] metadata =
                    db.get(families.metadata(), PublishedChanges.itemId(item).toBytes());
            if (metadata == null || work.version(metadata) != published.newest(item)) {
                throw new IllegalStateException(PublishedChanges.itemId(item) + ": not its newest version (expected: "
                        + published.newest(item) + ")");
            }
        }
    }

    @Override
    public void close() throws Exception {
        while (!closing.isEmpty()) {
            closing.pop().close();
        }
    }
}
