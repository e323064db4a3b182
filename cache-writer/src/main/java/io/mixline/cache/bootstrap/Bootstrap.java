package io.mixline.cache.bootstrap;

import io.mixline.cache.CacheException;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.cache.rocksdb.RestoredStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a host does before it opens its cache: finishes what a killed process began, and restores a snapshot. */
public final class Bootstrap {

    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    private static final String LOCK = "bootstrap.lock";

    private Bootstrap() {}

    /**
     * Makes a cache's directory ready to be opened. Where it holds no cache it is filled with the furthest good snapshot
     * of these topics; where there is none, the cache is new, and reads its topics from their start.
     *
     * @return the snapshot that was restored
     * @throws CacheException FATAL where another process prepares the directory
     */
    public static Optional<PublishedSnapshot> prepare(
            Path cacheDirectory, SnapshotSettings settings, Set<String> topics, CacheMeter meter) {
        return prepare(
                cacheDirectory, settings, topics, new SnapshotRestore(cacheDirectory, meter, CopyPace.unbounded()));
    }

    static Optional<PublishedSnapshot> prepare(
            Path cacheDirectory, SnapshotSettings settings, Set<String> topics, SnapshotRestore restore) {
        try {
            Files.createDirectories(cacheDirectory);
            try (FileChannel file = FileChannel.open(
                            cacheDirectory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lock(file)) {
                if (lock == null) {
                    throw new CacheException(
                            CacheException.Kind.FATAL,
                            cacheDirectory + ": another process restores a snapshot here (expected: one host, one"
                                    + " directory)");
                }
                restore.finishOrRemoveLeftOvers();
                settings.directory()
                        .map(SnapshotDirectory::new)
                        .filter(snapshots -> !snapshots.isThere())
                        .ifPresent(Bootstrap::tellAbsent);
                return RestoredStore.isPresent(cacheDirectory)
                        ? Optional.empty()
                        : restore(cacheDirectory, settings, topics, restore);
            }
        } catch (IOException e) {
            throw new CacheException(
                    CacheException.Kind.FATAL,
                    "preparing " + cacheDirectory + ": " + e + " (expected: a writable directory)",
                    e);
        }
    }

    private static Optional<PublishedSnapshot> restore(
            Path cacheDirectory, SnapshotSettings settings, Set<String> topics, SnapshotRestore restore) {
        if (settings.directory().isEmpty()) {
            return Optional.empty();
        }
        SnapshotDirectory snapshots = new SnapshotDirectory(settings.directory().get());
        LOG.info("{} holds no cache; looking for snapshots of {} in {}", cacheDirectory, topics, snapshots.root());
        long start = System.nanoTime();
        Optional<PublishedSnapshot> restored = restore.restore(snapshots, topics);
        if (restored.isEmpty()) {
            LOG.warn(
                    "{} holds no good snapshot of {}: the cache is new, and reads them from their start. Not ready for as"
                            + " long as that takes",
                    snapshots.root(),
                    topics);
        } else {
            SnapshotManifest manifest = restored.get().manifest();
            LOG.info(
                    "Restored {}: {} bytes in {} ms, read on from {}",
                    restored.get().directory(),
                    manifest.bytes(),
                    (System.nanoTime() - start) / 1_000_000,
                    manifest.content().positions());
        }
        return restored;
    }

    /** The one place that tells so at the start, whether or not the cache is there. */
    private static void tellAbsent(SnapshotDirectory snapshots) {
        LOG.error(
                "The snapshot directory {} is not there: none is restored from it, and none taken until it is. Mount or"
                        + " make it, or correct cache.snapshot-directory",
                snapshots.root());
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another host in this process
        }
    }
}
