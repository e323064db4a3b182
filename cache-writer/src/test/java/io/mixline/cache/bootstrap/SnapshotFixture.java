package io.mixline.cache.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.Embeddings;
import io.mixline.cache.SnapshotFault;
import io.mixline.cache.files.DurableFiles;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.schemas.config.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A snapshot directory, hosts that take snapshots into it, and hosts that start from it. */
final class SnapshotFixture implements CacheMeter {

    static final Set<String> TOPICS = Set.of(Embeddings.TOPIC);

    final Path snapshots;
    final List<SnapshotFault> skipped = new ArrayList<>();
    int taken;
    int failed;
    int kept = 100;
    Instant now = Instant.parse("2026-11-22T10:00:00.123Z");

    SnapshotFixture(Path snapshots) throws IOException {
        this.snapshots = Files.createDirectories(snapshots);
    }

    SnapshotSettings settings() {
        return new SnapshotSettings(Optional.of(snapshots), Optional.empty(), kept, new ByteSize(0));
    }

    SnapshotTaker taker(CheckpointSource source, Path cacheDirectory) {
        return new SnapshotTaker(source, cacheDirectory, settings(), new SnapshotDirectory(snapshots), this, () -> now);
    }

    SnapshotSchedule schedule(CheckpointSource source, Path cacheDirectory) {
        return SnapshotSchedule.over(source, cacheDirectory, settings(), TOPICS, this, () -> now)
                .orElseThrow();
    }

    /** A host's cache applies the script up to there, and a snapshot of it is taken. */
    PublishedSnapshot take(Path cacheDirectory, long position) throws IOException {
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(cacheDirectory)) {
            Script.apply(cache, Script.position(cache), position);
            now = now.plusSeconds(1);
            return taker(cache::checkpoint, cacheDirectory).take().orElseThrow();
        }
    }

    Optional<PublishedSnapshot> restore(Path cacheDirectory) {
        return Bootstrap.prepare(cacheDirectory, settings(), TOPICS, this);
    }

    /** A host without a cache ends at that position, with all that belongs there and nothing else. */
    void assertRestores(Path cacheDirectory, long position) {
        restore(cacheDirectory);
        assertCache(cacheDirectory, position);
    }

    static void assertCache(Path cacheDirectory, long position) {
        try (EmbeddingCache cache = RocksDbEmbeddingCache.open(cacheDirectory)) {
            assertThat(Script.position(cache)).isEqualTo(position);
            Script.assertHoldsWhatItsPositionSays(cache);
        }
    }

    /** The names in the snapshot directory. */
    List<String> names() throws IOException {
        return DurableFiles.list(snapshots).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    @Override
    public void snapshotTaken(long bytes, Duration took) {
        taken++;
    }

    @Override
    public void snapshotFailed() {
        failed++;
    }

    @Override
    public void snapshotSkipped(SnapshotFault fault) {
        skipped.add(fault);
    }
}
