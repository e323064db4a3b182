package io.mixline.cache.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.Embeddings;
import io.mixline.cache.ItemState;
import io.mixline.cache.Lookups;
import io.mixline.cache.TopicPosition;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingsRecord;
import io.mixline.schemas.ItemEmbedding;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that applies a topic is killed at random points, again and again; each next one goes on from its positions. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KilledProcessIT {

    private static final int KILLS = 50;
    private static final int MOST_WRITES = 12;
    private static final long MOST_NANOS_AT_START = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long MOST_NANOS_IN_WRITES = TimeUnit.MILLISECONDS.toNanos(20);

    @TempDir
    private Path directory;

    private final Random random = new Random(11);
    private final ScriptedContent expected = new ScriptedContent();

    @Test
    void nothing_is_lost_or_wrong_and_positions_never_run_ahead_wherever_the_process_is_killed() throws Exception {
        long position = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long printed = applyUntilKilled();
            long stored = checkAndTellPosition();
            assertThat(stored).isGreaterThanOrEqualTo(printed).isGreaterThanOrEqualTo(position);
            position = stored;
        }
        assertThat(position)
                .as("records, so that the process was killed in writes")
                .isGreaterThan(KILLS);
    }

    /** The position after the last write that the process told of. */
    private long applyUntilKilled() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ApplyForever.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            long printed = 0;
            int writes = random.nextInt(MOST_WRITES);
            for (int write = 0; write < writes; write++) {
                String line = output.readLine();
                assertThat(line).as("output of the process").isNotNull();
                printed = Long.parseLong(line);
            }
            long nanos = random.nextLong(writes == 0 ? MOST_NANOS_AT_START : MOST_NANOS_IN_WRITES);
            long until = System.nanoTime() + nanos;
            while (System.nanoTime() < until && process.isAlive()) {
                Thread.onSpinWait();
            }
            process.destroyForcibly().waitFor();
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }

    private long checkAndTellPosition() {
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(directory);
                CacheSnapshot snapshot = cache.snapshot()) {
            TopicPosition position = snapshot.positions().get(MemoryTopic.PARTITION);
            if (position == null) {
                assertThat(snapshot.models()).isEmpty();
                return 0;
            }
            expected.advance(position.nextOffset());
            assertThat(position.writerEpoch()).isEqualTo(expected.newestEpoch);
            for (EmbeddingModel model : Script.MODELS) {
                for (int item = 0; item < Script.ITEMS; item++) {
                    assertThat(Lookups.state(snapshot, model, "item-" + item))
                            .as("item-%s of %s at %s", item, model, position)
                            .isEqualTo(expected.state(model, "item-" + item));
                }
            }
            for (CachedModel model : snapshot.models()) {
                assertThat(model.items()).isEqualTo(expected.count(model.model()));
            }
            return position.nextOffset();
        }
    }

    /** What the first records of the script come to, by the rules in other words. */
    private static final class ScriptedContent {

        private final Map<EmbeddingModel, Map<String, ItemEmbedding>> items = new HashMap<>();
        private long position;
        private long newestEpoch;

        void advance(long to) {
            for (; position < to; position++) {
                EmbeddingsRecord record = Script.record(position);
                boolean counts = record.writerEpoch() >= newestEpoch;
                newestEpoch = Math.max(newestEpoch, record.writerEpoch());
                if (record instanceof ItemEmbedding next) {
                    take(next, counts, items.computeIfAbsent(next.model(), model -> new HashMap<>()));
                }
            }
        }

        /** A host that never asks for the end forgets what a replaced run has written. */
        private static void take(ItemEmbedding next, boolean counts, Map<String, ItemEmbedding> ofModel) {
            if (counts) {
                ofModel.merge(
                        next.itemId().value(),
                        next,
                        (held, other) -> other.order().compareTo(held.order()) >= 0 ? other : held);
            } else {
                ofModel.remove(next.itemId().value());
            }
        }

        ItemState state(EmbeddingModel model, String item) {
            ItemEmbedding held = items.getOrDefault(model, Map.of()).get(item);
            return held == null ? new ItemState(null, null) : Lookups.stateOf(held);
        }

        CachedModel.ItemCount count(EmbeddingModel model) {
            Map<String, ItemEmbedding> ofModel = items.getOrDefault(model, Map.of());
            long deleted =
                    ofModel.values().stream().filter(ItemEmbedding::isTombstone).count();
            return new CachedModel.ItemCount(ofModel.size() - deleted, deleted);
        }
    }

    /** A topic without an end: upserts and deletes, newer and older, of two models, by runs that replace each other. */
    private static final class Script {

        static final int ITEMS = 300;
        static final List<EmbeddingModel> MODELS = List.of(Embeddings.MODEL, Embeddings.model(Embeddings.SPACE, 2));
        private static final int RECORDS_OF_A_RUN = 1_000;
        private static final int RECORDS_OF_A_MODEL = 130;
        private static final long OLDER = 700;

        static EmbeddingsRecord record(long offset) {
            long run = 1 + offset / RECORDS_OF_A_RUN;
            if (offset % RECORDS_OF_A_RUN == 0) {
                return Embeddings.start(run);
            }
            boolean isReplaced = run > 1 && offset % 13 == 5;
            boolean isOlder = offset % 11 == 3;
            long version = isReplaced ? offset + OLDER : isOlder ? Math.max(0, offset - OLDER) : offset;
            EmbeddingModel model = MODELS.get((int) (offset / RECORDS_OF_A_MODEL % MODELS.size()));
            String item = "item-" + offset * 7 % ITEMS;
            ItemEmbedding embedding =
                    offset % 5 == 0 ? Embeddings.tombstone(model, item, version) : Embeddings.put(model, item, version);
            return Embeddings.writtenBy(embedding, isReplaced ? run - 1 : run);
        }
    }

    /** The process: applies the script in small writes, and tells of each after it. */
    static final class ApplyForever {

        private static final int RECORDS = 60;

        private ApplyForever() {}

        public static void main(String[] arguments) {
            EmbeddingCache cache = RocksDbEmbeddingCache.open(Path.of(arguments[0]));
            MemoryTopic.Host host = MemoryTopic.host(cache, Script::record);
            while (true) {
                host.apply(RECORDS);
                System.out.println(host.offset());
            }
        }
    }
}
