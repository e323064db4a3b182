package io.mixline.cache.rocksdb;

import static io.mixline.cache.Embeddings.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.Embeddings;
import io.mixline.cache.Lookups;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that applies is killed again and again; each next one goes on from the positions that it finds. */
class KilledProcessIT {

    private static final int KILLS = 6;
    private static final int WHOLE_WRITES = 3;

    @TempDir
    private Path directory;

    @Test
    void positions_never_run_ahead_of_data_when_the_process_is_killed_as_its_log_begins_to_grow() throws Exception {
        long position = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long printed = applyUntilKilled();
            long stored = checkAndTellPosition();
            assertThat(stored).isGreaterThanOrEqualTo(printed).isGreaterThan(position);
            position = stored;
        }
    }

    /** The position before the write that the process was killed in. */
    private long applyUntilKilled() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ApplyForever.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            for (int write = 0; write < WHOLE_WRITES; write++) {
                position(output);
                letWrite(process);
            }
            long printed = position(output);
            try (FileChannel log = FileChannel.open(newestLog())) {
                long size = log.size();
                letWrite(process);
                while (log.size() == size && process.isAlive()) {
                    Thread.onSpinWait();
                }
                process.destroyForcibly().waitFor();
            }
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }

    private static long position(BufferedReader output) throws IOException {
        String line = output.readLine();
        assertThat(line).as("output of the process").isNotNull();
        return Long.parseLong(line);
    }

    private static void letWrite(Process process) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    private Path newestLog() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private long checkAndTellPosition() {
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(directory);
                CacheSnapshot snapshot = cache.snapshot()) {
            long position = ApplyForever.position(snapshot);
            long first = Math.max(0, position - ApplyForever.ITEMS);
            for (long offset = first; offset < position; offset++) {
                assertThat(Lookups.state(snapshot, ApplyForever.MODEL, ApplyForever.item(offset)))
                        .as("record %s of %s", offset, position)
                        .isEqualTo(Lookups.stateOf(ApplyForever.record(offset)));
            }
            assertThat(snapshot.models())
                    .allSatisfy(model -> assertThat(
                                    model.items().live() + model.items().deleted())
                            .isEqualTo(Math.min(position, ApplyForever.ITEMS)));
            return position;
        }
    }

    /** The process: applies records in writes of {@link #RECORDS}; before each it prints its position, and waits. */
    static final class ApplyForever {

        static final EmbeddingModel MODEL = Embeddings.MODEL;
        static final int ITEMS = 1_000;
        private static final int RECORDS = 300;
        private static final TopicPartition PARTITION = new TopicPartition("item-embeddings-v1", 0);
        private static final EmbeddingShape SHAPE = new EmbeddingShape(4, 768, EmbeddingDtype.FLOAT32);

        private ApplyForever() {}

        public static void main(String[] arguments) throws IOException {
            EmbeddingCache cache = RocksDbEmbeddingCache.open(Path.of(arguments[0]));
            long position;
            try (CacheSnapshot snapshot = cache.snapshot()) {
                position = position(snapshot);
            }
            while (true) {
                List<CacheChange> changes = new ArrayList<>();
                for (int record = 0; record < RECORDS; record++) {
                    changes.add(new CacheChange.Embedding(record(position + record), TOPIC));
                }
                System.out.println(position);
                if (System.in.read() < 0) {
                    return;
                }
                position += RECORDS;
                cache.apply(new CacheWrite(
                        changes,
                        Map.of(PARTITION, new TopicPosition(position, Optional.of(0), new Uuid(1, 1), "cluster", 0))));
            }
        }

        /** The record at an offset: every seventh is a tombstone, and each is newer than all before it. */
        static ItemEmbedding record(long offset) {
            return offset % 7 == 0
                    ? Embeddings.tombstone(item(offset), offset)
                    : Embeddings.put(MODEL, item(offset), ItemOrder.upsert(offset), SHAPE);
        }

        static String item(long offset) {
            return "item-" + offset % ITEMS;
        }

        static long position(CacheSnapshot snapshot) {
            TopicPosition position = snapshot.positions().get(PARTITION);
            return position == null ? 0 : position.nextOffset();
        }
    }
}
