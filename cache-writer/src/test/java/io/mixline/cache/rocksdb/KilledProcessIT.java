package io.mixline.cache.rocksdb;

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
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that applies is killed again and again; each next one goes on from the positions that it finds. */
class KilledProcessIT {

    private static final int KILLS = 4;
    private static final int WRITES = 3;

    @TempDir
    private Path directory;

    @Test
    void positions_never_run_ahead_of_data_when_the_process_is_killed_from_outside() throws Exception {
        long position = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start(Integer.MAX_VALUE);
            long printed = printed(process, WRITES + kill);
            process.destroyForcibly().waitFor();
            position = checkPosition(printed, position);
        }
    }

    @Test
    void positions_never_run_ahead_of_data_when_the_process_dies_as_its_log_begins_to_grow() throws Exception {
        long position = 0;
        for (int death = 0; death < KILLS; death++) {
            Process process = start(WRITES);
            long printed = printed(process, Integer.MAX_VALUE);
            process.waitFor();
            position = checkPosition(printed, position);
        }
    }

    private Process start(int writes) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ApplyUntilKilled.class.getName(),
                        directory.toString(),
                        String.valueOf(writes))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The last position of that many, or of all that the process tells before it ends. */
    private static long printed(Process process, int lines) throws IOException {
        BufferedReader output = process.inputReader();
        String last = "";
        for (int line = 0; line < lines; line++) {
            String next = output.readLine();
            if (next == null) {
                break;
            }
            last = next;
        }
        return Long.parseLong(last);
    }

    private long checkPosition(long printed, long before) {
        long stored = checkAndTellPosition();
        assertThat(stored).isGreaterThanOrEqualTo(printed).isGreaterThan(before);
        return stored;
    }

    private long checkAndTellPosition() {
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(directory);
                CacheSnapshot snapshot = cache.snapshot()) {
            long position = ApplyUntilKilled.position(snapshot);
            long first = Math.max(0, position - ApplyUntilKilled.ITEMS);
            for (long offset = first; offset < position; offset++) {
                assertThat(Lookups.state(snapshot, ApplyUntilKilled.MODEL, ApplyUntilKilled.item(offset)))
                        .as("record %s of %s", offset, position)
                        .isEqualTo(Lookups.stateOf(ApplyUntilKilled.record(offset)));
            }
            assertThat(snapshot.models())
                    .allSatisfy(model -> assertThat(
                                    model.items().live() + model.items().deleted())
                            .isEqualTo(Math.min(position, ApplyUntilKilled.ITEMS)));
            return position;
        }
    }

    /**
     * The process: applies records in writes of {@link #RECORDS}, prints the position before each, and after some of them
     * dies in the middle of the next.
     */
    static final class ApplyUntilKilled {

        static final EmbeddingModel MODEL = Embeddings.MODEL;
        static final int ITEMS = 1_000;
        private static final int RECORDS = 300;
        private static final TopicPartition PARTITION = new TopicPartition("item-embeddings-v1", 0);
        private static final EmbeddingShape SHAPE = new EmbeddingShape(4, 768, EmbeddingDtype.FLOAT32);

        private ApplyUntilKilled() {}

        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            int writes = Integer.parseInt(arguments[1]);
            EmbeddingCache cache = RocksDbEmbeddingCache.open(directory);
            long position;
            try (CacheSnapshot snapshot = cache.snapshot()) {
                position = position(snapshot);
            }
            for (int write = 0; true; write++) {
                List<CacheChange> changes = new ArrayList<>();
                for (int record = 0; record < RECORDS; record++) {
                    changes.add(new CacheChange.Embedding(record(position + record)));
                }
                System.out.println(position);
                if (write == writes) {
                    dieWhenGrown(newestLog(directory));
                }
                position += RECORDS;
                cache.apply(new CacheWrite(
                        changes,
                        Map.of(PARTITION, new TopicPosition(position, Optional.of(0), new Uuid(1, 1), "cluster"))));
            }
        }

        /** Ends the process, with nothing closed, as soon as the first bytes of a write have reached the file. */
        private static void dieWhenGrown(Path log) throws IOException {
            FileChannel channel = FileChannel.open(log);
            long size = channel.size();
            CountDownLatch watching = new CountDownLatch(1);
            new Thread(() -> {
                        watching.countDown();
                        try {
                            while (channel.size() == size) {
                                Thread.onSpinWait();
                            }
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        Runtime.getRuntime().halt(137);
                    })
                    .start();
            try {
                watching.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Path newestLog(Path directory) throws IOException {
            try (Stream<Path> files = Files.list(directory)) {
                return files.filter(file -> file.toString().endsWith(".log"))
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
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
