package io.mixline.cache.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.files.DurableFiles;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.schemas.config.ByteSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at random points of a snapshot, or of a restore, again and again; each next one goes on from what is
 * there. How often: {@code -Dmixline.kills=30}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KilledSnapshotIT {

    private static final int KILLS = Integer.getInteger("mixline.kills", 5);
    private static final int BYTES_A_SECOND = 4 << 20;
    private static final long MOST_NANOS_IN_SNAPSHOT = TimeUnit.MILLISECONDS.toNanos(700);
    private static final long MOST_NANOS_IN_RESTORE = TimeUnit.MILLISECONDS.toNanos(900);
    private static final String BEGUN = "begun";

    @TempDir
    private Path directory;

    private final Random random = new Random(17);
    private Path cache;
    private Path snapshots;

    @BeforeEach
    void makeDirectories() throws IOException {
        cache = directory.resolve("cache");
        snapshots = Files.createDirectory(directory.resolve("snapshots"));
    }

    @Test
    void a_kill_in_a_snapshot_loses_nothing_and_publishes_nothing_that_is_not_whole() throws Exception {
        Map<String, Integer> left = new TreeMap<>();
        long position = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            runUntilKilled(SnapshotForever.class, MOST_NANOS_IN_SNAPSHOT);
            countLeftOvers(left);
            long stored = positionOfCache(cache);
            assertThat(stored).isGreaterThanOrEqualTo(position);
            position = stored;
            for (Path published : new SnapshotDirectory(snapshots).published()) {
                assertThat(positionIn(SnapshotCheck.check(published))).isLessThanOrEqualTo(stored);
            }
            assertRestores(directory.resolve("restored-" + kill), stored);
        }
        System.out.println(KILLS + " kills in snapshots left " + left + ", position " + position);
        assertThat(position).isPositive();

        try (RocksDbEmbeddingCache last = RocksDbEmbeddingCache.open(cache)) {
            SnapshotForever.taker(last, cache, snapshots, 0).removeLeftOvers();
            SnapshotTaker.removeCheckpoint(cache);
        }
        assertThat(DurableFiles.list(cache)).noneMatch(Files::isDirectory);
        assertThat(DurableFiles.list(snapshots))
                .allMatch(path -> path.toString().matches(".*Z-[A-Za-z0-9-]+"));
    }

    @Test
    void a_kill_in_a_restore_leaves_a_cache_as_of_its_positions_or_none() throws Exception {
        SnapshotFixture fixture = new SnapshotFixture(snapshots);
        fixture.take(directory.resolve("a"), 3_000);
        Map<String, Integer> left = new TreeMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            cache = directory.resolve("killed-" + kill);
            runUntilKilled(RestoreAndApply.class, MOST_NANOS_IN_RESTORE);
            countLeftOvers(left);
            if (random.nextBoolean()) { // once more, over what the first kill has left
                runUntilKilled(RestoreAndApply.class, MOST_NANOS_IN_RESTORE);
                countLeftOvers(left);
            }

            fixture.restore(cache);

            assertThat(positionOfCache(cache)).isGreaterThanOrEqualTo(3_000);
            assertThat(DurableFiles.list(cache)).noneMatch(Files::isDirectory);
        }
        System.out.println(KILLS + " kills in restores left " + left);
        assertThat(fixture.skipped).isEmpty();
    }

    /** Each snapshot directory has one that is as far as was published, and no further than the cache. */
    private void assertRestores(Path target, long notBeyond) throws IOException {
        SnapshotFixture fixture = new SnapshotFixture(snapshots);
        Optional<PublishedSnapshot> restored = fixture.restore(target);
        assertThat(fixture.skipped).isEmpty();
        if (restored.isPresent()) {
            assertThat(positionOfCache(target))
                    .isEqualTo(positionIn(restored.get()))
                    .isLessThanOrEqualTo(notBeyond);
        }
        DurableFiles.delete(target);
    }

    private void countLeftOvers(Map<String, Integer> left) throws IOException {
        for (String name : List.of("checkpoint", "checkpoint.tmp", "restoring", "restored")) {
            if (Files.exists(cache.resolve(name))) {
                left.merge(name, 1, Integer::sum);
            }
        }
        for (Path entry : DurableFiles.list(snapshots)) {
            String name = entry.getFileName().toString();
            if (name.endsWith(".partial") || name.endsWith(".removed")) {
                left.merge(name.substring(name.lastIndexOf('.')), 1, Integer::sum);
            }
        }
        if (!Files.exists(cache.resolve("CURRENT"))) {
            left.merge("no cache", 1, Integer::sum);
        }
    }

    private static long positionOfCache(Path directory) {
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(directory)) {
            Script.assertHoldsWhatItsPositionSays(cache);
            return Script.position(cache);
        }
    }

    private static long positionIn(PublishedSnapshot snapshot) {
        return Objects.requireNonNull(snapshot.manifest().content().positions().get(Script.PARTITION))
                .nextOffset();
    }

    private void runUntilKilled(Class<?> main, long mostNanos) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        cache.toString(),
                        snapshots.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.lines().anyMatch(BEGUN::equals))
                    .as("output of the process")
                    .isTrue();
            long until = System.nanoTime() + random.nextLong(mostNanos);
            while (System.nanoTime() < until && process.isAlive()) {
                Thread.onSpinWait();
            }
            process.destroyForcibly().waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The process: applies the script without end, and takes one snapshot after the other meanwhile. */
    static final class SnapshotForever {

        private static final int RECORDS = 40;
        private static final int KEPT = 2;

        private SnapshotForever() {}

        static SnapshotTaker taker(RocksDbEmbeddingCache cache, Path directory, Path snapshots, long bytesASecond) {
            return new SnapshotTaker(
                    cache::checkpoint,
                    directory,
                    new SnapshotSettings(Optional.of(snapshots), Optional.empty(), KEPT, new ByteSize(bytesASecond)),
                    new SnapshotDirectory(snapshots),
                    CacheMeter.NONE,
                    InstantSource.system());
        }

        public static void main(String[] arguments) throws IOException {
            Path directory = Path.of(arguments[0]);
            RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(directory);
            Path snapshots = Path.of(arguments[1]);
            SnapshotTaker taker = taker(cache, directory, snapshots, BYTES_A_SECOND);
            taker.removeLeftOvers();
            long start = Script.position(cache) + RECORDS;
            Script.apply(cache, start - RECORDS, start);
            // Once before, to load what would else take the time of the kills.
            var ignored = taker(cache, directory, snapshots, 0).take();
            Thread writer = new Thread(() -> {
                for (long position = start; ; position += RECORDS) {
                    Script.apply(cache, position, position + RECORDS);
                    pause();
                }
            });
            writer.setDaemon(true);
            writer.start();
            System.out.println(BEGUN);
            while (true) {
                ignored = taker.take();
            }
        }

        /** So that the model that the content is compared with stays small. */
        private static void pause() {
            try {
                TimeUnit.MILLISECONDS.sleep(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The process: restores, then goes on with the script. */
    static final class RestoreAndApply {

        private static final int RECORDS = 40;

        private RestoreAndApply() {}

        public static void main(String[] arguments) throws IOException {
            Path snapshots = Path.of(arguments[1]);
            // Once before, to load what would else take the time of the kills.
            restore(
                    Files.createTempDirectory(snapshots.resolveSibling("a"), "loaded"),
                    snapshots,
                    CopyPace.unbounded());
            System.out.println(BEGUN);
            Path directory = Path.of(arguments[0]);
            restore(directory, snapshots, new CopyPace(BYTES_A_SECOND));
            RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(directory);
            for (long position = Script.position(cache); ; position += RECORDS) {
                Script.apply(cache, position, position + RECORDS);
            }
        }

        private static void restore(Path directory, Path snapshots, CopyPace pace) {
            SnapshotSettings settings =
                    new SnapshotSettings(Optional.of(snapshots), Optional.empty(), 1, new ByteSize(0));
            var ignored = Bootstrap.prepare(
                    directory, settings, SnapshotFixture.TOPICS, new SnapshotRestore(directory, CacheMeter.NONE, pace));
        }
    }
}
