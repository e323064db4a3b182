package io.mixline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.SourceRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the job's state takes on disk, by item: gate LIVE and fence, filled by the job itself with items that have changed
 * once, with ids of 16 bytes in no order. Flink's RocksDB backend as it is out of the box, incremental checkpoints, two subtasks.
 * 200,000 items with {@code -Dmixline.measure=true}; {@code docs/benchmarks/state.md} has the numbers.
 */
class StateSizeIT {

    /** Serialized 63 and 52 bytes, and twice the id, its length and its key group: see ElementTypesTest. */
    private static final long SAVEPOINT_BYTES_PER_ITEM = 170;

    private static final int FEW = 5_000;
    private static final int MANY = 200_000;

    @TempDir
    static Path directory;

    private record Sizes(long savepoint, long checkpoint) {}

    @Test
    void the_state_of_an_item_takes_few_bytes_of_a_savepoint() throws Exception {
        assertThat((measure("few", FEW).savepoint() - measure("one", 1).savepoint()) / (FEW - 1))
                .isLessThanOrEqualTo(SAVEPOINT_BYTES_PER_ITEM);
    }

    @Test
    @EnabledIfSystemProperty(named = "mixline.measure", matches = "true")
    void many_items_are_measured() throws Exception {
        Sizes sizes = measure("many", MANY);
        System.out.printf(
                "state of %d items: savepoint %d bytes, %d an item; incremental checkpoint (live SSTs) %d bytes, %d an item%n",
                MANY, sizes.savepoint(), sizes.savepoint() / MANY, sizes.checkpoint(), sizes.checkpoint() / MANY);
        assertThat(sizes.checkpoint()).isPositive();
    }

    private static Sizes measure(String name, int items) throws Exception {
        Path own = directory.resolve(name);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(own.resolve("kafka"));
                TestCluster cluster = TestCluster.start(own);
                TestTopics topics = TestTopics.create(kafka, name)) {
            topics.sendLiveAtOnce(IntStream.range(0, items)
                    .mapToObj(item -> Postings.put(id(item), 1, "text " + item))
                    .toArray(SourceRecord[]::new));
            JobID job = cluster.submit(
                    JobsUnderTest.standard(kafka, topics, ScriptedEncoder.named(name)),
                    TestStateBackend.ROCKSDB.settings());
            cluster.awaitEnded(job, items);
            cluster.checkpoint(job);
            long checkpoint = bytes(own.resolve("checkpoints"));
            return new Sizes(bytes(Path.of(URI.create(cluster.stopWithSavepoint(job)))), checkpoint);
        }
    }

    /** 16 characters in no order, for RocksDB writes down what two neighbours share but once. */
    private static String id(int item) {
        return "%016x".formatted(item * 0x9E37_79B9_7F4A_7C15L);
    }

    /** A checkpoint that is replaced while its files are counted takes them away: they no longer count. */
    private static long bytes(Path directory) throws IOException {
        LongAdder bytes = new LongAdder();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes.add(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                return e == null ? FileVisitResult.CONTINUE : visitFileFailed(visited, e);
            }
        });
        return bytes.sum();
    }
}
