package io.mixline.cache.bootstrap;

import io.mixline.cache.CacheException;
import io.mixline.cache.SnapshotFault;
import io.mixline.cache.files.DurableFiles;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.cache.rocksdb.RestoredStore;
import io.mixline.cache.rocksdb.RocksDbCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a directory without a cache with the furthest good snapshot. Each is copied with its checksums compared, opened,
 * and compared with its manifest, before any of it is seen as a cache; a bad one is passed over, loudly, and the next one
 * is tried. For one thread.
 */
final class SnapshotRestore {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotRestore.class);
    private static final String COPYING = "restoring";

    private final Path cacheDirectory;
    private final CacheMeter meter;
    private final CopyPace pace;

    SnapshotRestore(Path cacheDirectory, CacheMeter meter, CopyPace pace) {
        this.cacheDirectory = cacheDirectory;
        this.meter = meter;
        this.pace = pace;
    }

    /** What a process that was killed while it restored has left. What was whole is taken up, the rest removed. */
    void finishOrRemoveLeftOvers() throws IOException {
        Files.createDirectories(cacheDirectory);
        RestoredStore.takeUp(cacheDirectory);
        DurableFiles.delete(cacheDirectory.resolve(COPYING));
    }

    /** The snapshot that the cache is now; empty where there is no good one of these topics. */
    Optional<PublishedSnapshot> restore(SnapshotDirectory snapshots, Set<String> topics) {
        if (!snapshots.isThere()) { // told already, by who looked first
            meter.snapshotSkipped(SnapshotFault.UNREADABLE);
            return Optional.empty();
        }
        Set<Path> passedOver = new HashSet<>();
        try {
            for (Optional<PublishedSnapshot> next = next(snapshots, topics, passedOver);
                    next.isPresent();
                    next = next(snapshots, topics, passedOver)) {
                Path directory = next.get().directory();
                passedOver.add(directory);
                try {
                    restore(next.get());
                    return next;
                } catch (BadSnapshotException e) {
                    if (Files.isDirectory(directory)) { // else it was removed for a newer one, which is tried now
                        tellFault(directory, e);
                    }
                }
            }
        } catch (IOException e) {
            meter.snapshotSkipped(SnapshotFault.UNREADABLE);
            LOG.error("Looking for snapshots in {} failed; is it mounted, and readable?", snapshots.root(), e);
        }
        return Optional.empty();
    }

    /** Looks anew each time, for hosts go on publishing and removing. */
    private Optional<PublishedSnapshot> next(SnapshotDirectory snapshots, Set<String> topics, Set<Path> passedOver)
            throws IOException {
        List<PublishedSnapshot> complete = snapshots.complete((directory, fault) -> {
            if (passedOver.add(directory)) {
                tellFault(directory, fault);
            }
        });
        return Furthest.first(complete, topics).stream()
                .filter(snapshot -> !passedOver.contains(snapshot.directory()))
                .findFirst();
    }

    private void tellFault(Path directory, BadSnapshotException fault) {
        meter.snapshotSkipped(fault.fault());
        LOG.error(
                "Snapshot {} is passed over, and the next one is tried: {}. Look at its disk (mixline snapshot check"
                        + " {}), and remove it",
                directory,
                fault.getMessage(),
                directory);
    }

    private void restore(PublishedSnapshot snapshot) throws BadSnapshotException {
        Path copying = cacheDirectory.resolve(COPYING);
        try {
            checkRoom(snapshot.manifest());
            DurableFiles.delete(copying);
            Files.createDirectory(copying);
            try {
                copy(snapshot, copying);
                DurableFiles.sync(copying);
                checkContent(snapshot.manifest(), copying);
                RestoredStore.install(copying, cacheDirectory);
            } finally {
                DurableFiles.delete(copying);
            }
        } catch (IOException e) {
            throw new BadSnapshotException(SnapshotFault.UNREADABLE, "copying it failed: " + e, e);
        }
    }

    private void copy(PublishedSnapshot snapshot, Path to) throws IOException, BadSnapshotException {
        ChecksummedCopy copy = new ChecksummedCopy(pace);
        for (SnapshotFile file : snapshot.manifest().files()) {
            SnapshotCheck.compare(file, copy.copy(snapshot.directory().resolve(file.name()), to.resolve(file.name())));
        }
    }

    private void checkRoom(SnapshotManifest manifest) throws IOException, BadSnapshotException {
        long free = Files.getFileStore(cacheDirectory).getUsableSpace();
        if (free < manifest.bytes()) {
            throw new BadSnapshotException(
                    SnapshotFault.NO_SPACE,
                    "it has " + manifest.bytes() + " bytes, and the disk of " + cacheDirectory + " has room for "
                            + free);
        }
    }

    /** Whole files that do not fit each other are no cache either. */
    private static void checkContent(SnapshotManifest manifest, Path files) throws BadSnapshotException {
        try {
            SnapshotManifest.Content found = SnapshotManifest.Content.of(RocksDbCheckpoint.read(files));
            if (!found.equals(manifest.content())) {
                throw new BadSnapshotException(
                        SnapshotFault.CONTENT,
                        "its files hold " + found + " (expected: " + manifest.content() + ", by its manifest)");
            }
        } catch (CacheException e) {
            throw new BadSnapshotException(SnapshotFault.CONTENT, String.valueOf(e.getMessage()), e);
        }
    }
}
