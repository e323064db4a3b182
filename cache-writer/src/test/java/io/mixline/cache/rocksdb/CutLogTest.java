package io.mixline.cache.rocksdb;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Lookups.assertHolds;
import static io.mixline.cache.Lookups.assertKnowsNothing;
import static io.mixline.cache.Lookups.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.TopicPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash leaves the write-ahead log cut at any byte: what is left is whole writes, each with its positions. */
class CutLogTest {

    private static final TopicPartition PARTITION = new TopicPartition("item-embeddings-v1", 0);
    private static final int WRITES = 25;
    private static final int CUTS = 40;

    @TempDir
    private Path directory;

    @Test
    void positions_never_run_ahead_of_data_wherever_the_log_is_cut() throws IOException {
        Path whole = directory.resolve("whole");
        Path crashed = directory.resolve("crashed");
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(whole)) {
            for (int write = 0; write < WRITES; write++) {
                apply(cache, write);
            }
            copy(whole, crashed); // between two writes, so that the copy is what a crash would leave
        }
        long logBytes = Files.size(newestLog(crashed));
        TreeSet<Long> positionsSeen = new TreeSet<>();
        List<Long> cuts = new Random(7).longs(CUTS, 0, logBytes).boxed().toList();
        for (int cut = 0; cut < CUTS; cut++) {
            Path opened = directory.resolve("cut-" + cut);
            copy(crashed, opened);
            truncate(newestLog(opened), cuts.get(cut));
            positionsSeen.add(checkAndTellPosition(opened));
        }
        assertThat(positionsSeen).as("cuts fell into different writes").hasSizeGreaterThan(WRITES / 3);
        assertThat(checkAndTellPosition(crashed)).isEqualTo(2L * WRITES);
    }

    @Test
    void a_discard_is_there_as_a_whole_or_not_at_all_wherever_the_log_is_cut() throws IOException {
        Path whole = directory.resolve("whole");
        Path crashed = directory.resolve("crashed");
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(whole)) {
            for (int write = 0; write < WRITES; write++) {
                apply(cache, write);
            }
            cache.discard(TOPIC);
            copy(whole, crashed);
        }
        long logBytes = Files.size(newestLog(crashed));
        for (int cut = 1; cut <= CUTS; cut++) {
            Path opened = directory.resolve("cut-" + cut);
            copy(crashed, opened);
            truncate(newestLog(opened), logBytes - cut * 4L);
            checkAndTellPosition(opened);
        }
        assertThat(checkAndTellPosition(crashed)).isZero();
    }

    /** Each write stands for two records: a new item, and the next version of one that all writes share. */
    private static void apply(EmbeddingCache cache, int write) {
        cache.apply(write(put("item-" + write, 1), put("shared", write))
                .withPositions(Map.of(
                        PARTITION, new TopicPosition(2L * (write + 1), Optional.of(0), new Uuid(1, 1), "cluster", 0))));
    }

    private static long checkAndTellPosition(Path opened) {
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(opened)) {
            long position = position(cache);
            int whole = (int) (position / 2);
            for (int write = 0; write < whole; write++) {
                assertHolds(cache, put("item-" + write, 1));
            }
            for (int write = whole; write < WRITES; write++) {
                assertKnowsNothing(cache, MODEL, "item-" + write);
            }
            if (whole > 0) {
                assertHolds(cache, put("shared", whole - 1));
            } else {
                assertKnowsNothing(cache, MODEL, "shared");
            }
            return position;
        }
    }

    private static long position(EmbeddingCache cache) {
        try (CacheSnapshot snapshot = cache.snapshot()) {
            TopicPosition position = snapshot.positions().get(PARTITION);
            return position == null ? 0 : position.nextOffset();
        }
    }

    private static Path newestLog(Path opened) throws IOException {
        try (Stream<Path> files = Files.list(opened)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static void truncate(Path file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            files.filter(file -> !file.endsWith("LOCK")).forEach(file -> {
                try {
                    Files.copy(file, to.resolve(file.getFileName()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
