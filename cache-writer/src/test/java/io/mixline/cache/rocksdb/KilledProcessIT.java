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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that applies is killed again and again; each next one goes on from the positions that it finds. */
class KilledProcessIT {

    private static final int KILLS = 5;

    @TempDir
    private Path directory;

    @Test
    void positions_never_run_ahead_of_data_however_often_the_process_is_killed() throws Exception {
        long position = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long printed = applyUntilKilled(3 + kill);
            long stored = checkAndTellPosition();
            assertThat(stored).isGreaterThanOrEqualTo(printed).isGreaterThan(position);
            position = stored;
        }
    }

    /** Kills the process in the middle of a write; the position before it. */
    private long applyUntilKilled(int writes) throws IOException, InterruptedException {
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
            long printed = 0;
            for (int write = 0; write < writes; write++) {
                String line = output.readLine();
                assertThat(line).as("output of the process").isNotNull();
                printed = Long.parseLong(line);
            }
            return printed;
        } finally {
            process.destroyForcibly().waitFor();
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

    /** The process: applies records in writes of {@link #RECORDS}, and prints the position before each. */
    static final class ApplyForever {

        static final EmbeddingModel MODEL = Embeddings.MODEL;
        static final int ITEMS = 1_000;
        private static final int RECORDS = 300;
        private static final TopicPartition PARTITION = new TopicPartition("item-embeddings-v1", 0);
        private static final EmbeddingShape SHAPE = new EmbeddingShape(4, 768, EmbeddingDtype.FLOAT32);

        private ApplyForever() {}

        public static void main(String[] arguments) {
            EmbeddingCache cache = RocksDbEmbeddingCache.open(Path.of(arguments[0]));
            long position;
            try (CacheSnapshot snapshot = cache.snapshot()) {
                position = position(snapshot);
            }
            while (true) {
                List<CacheChange> changes = new ArrayList<>();
                for (int record = 0; record < RECORDS; record++) {
                    changes.add(new CacheChange.Embedding(record(position + record)));
                }
                System.out.println(position); // now, so that who kills at this line hits the write
                position += RECORDS;
                cache.apply(new CacheWrite(
                        changes,
                        Map.of(PARTITION, new TopicPosition(position, Optional.of(0), new Uuid(1, 1), "cluster"))));
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
