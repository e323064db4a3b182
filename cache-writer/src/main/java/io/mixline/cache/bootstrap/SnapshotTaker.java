package io.mixline.cache.bootstrap;

import io.mixline.cache.files.DurableFiles;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.cache.rocksdb.RocksDbCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots of a cache: a checkpoint of its files, copied and checksummed into the snapshot directory, and
 * published once all of it is on the disk there. The positions in the manifest are read out of the checkpoint, for what
 * the running cache says a moment later is not in it. For one thread.
 */
final class SnapshotTaker {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotTaker.class);
    private static final String CHECKPOINT = "checkpoint";
    private static final String CHECKPOINT_IN_THE_MAKING = "checkpoint.tmp"; // RocksDB's name for it

    private final CheckpointSource source;
    private final Path cacheDirectory;
    private final SnapshotSettings settings;
    private final SnapshotDirectory snapshots;
    private final String host;
    private final CacheMeter meter;
    private final InstantSource clock;

    SnapshotTaker(
            CheckpointSource source,
            Path cacheDirectory,
            SnapshotSettings settings,
            SnapshotDirectory snapshots,
            CacheMeter meter,
            InstantSource clock) {
        this.source = source;
        this.cacheDirectory = cacheDirectory;
        this.settings = settings;
        this.snapshots = snapshots;
        this.host = HostName.of(cacheDirectory);
        this.meter = meter;
        this.clock = clock;
    }

    /** What a process that was killed while it took a snapshot has left in the cache's directory. */
    static void removeCheckpoint(Path cacheDirectory) throws IOException {
        DurableFiles.delete(cacheDirectory.resolve(CHECKPOINT));
        DurableFiles.delete(cacheDirectory.resolve(CHECKPOINT_IN_THE_MAKING));
    }

    /** The same in the snapshot directory. */
    void removeLeftOvers() throws IOException {
        snapshots.removeLeftOvers(host, clock.instant());
    }

    /**
     * Takes one, and removes those that it makes superfluous.
     *
     * @return empty where the cache holds nothing yet
     * @throws IOException where it cannot, or was interrupted; then nothing of it is left
     * @throws io.mixline.cache.CacheException where the cache gives no checkpoint; the same
     */
    Optional<PublishedSnapshot> take() throws IOException {
        long start = System.nanoTime();
        try {
            Optional<PublishedSnapshot> published = publish();
            if (published.isEmpty()) {
                return published;
            }
            PublishedSnapshot taken = published.get();
            meter.snapshotTaken(taken.manifest().bytes(), Duration.ofNanos(System.nanoTime() - start));
            LOG.info(
                    "Snapshot {}: {} bytes, positions {}",
                    taken.directory(),
                    taken.manifest().bytes(),
                    taken.manifest().content().positions());
            removeOvertaken();
            return published;
        } catch (IOException | RuntimeException e) {
            meter.snapshotFailed();
            throw e;
        }
    }

    private Optional<PublishedSnapshot> publish() throws IOException {
        Path checkpoint = cacheDirectory.resolve(CHECKPOINT);
        SnapshotManifest.Origin origin = new SnapshotManifest.Origin(clock.instant(), host);
        removeCheckpoint(cacheDirectory);
        try {
            source.checkpoint(checkpoint);
            SnapshotManifest.Content content = SnapshotManifest.Content.of(RocksDbCheckpoint.read(checkpoint));
            if (content.positions().isEmpty()) {
                return Optional.empty();
            }
            Path partial = snapshots.begin(origin);
            try {
                SnapshotManifest manifest = new SnapshotManifest(origin, content, copy(checkpoint, partial));
                DurableFiles.write(
                        partial.resolve(SnapshotDirectory.MANIFEST), SnapshotManifestFormat.encode(manifest));
                return Optional.of(new PublishedSnapshot(snapshots.publish(partial), manifest));
            } finally {
                DurableFiles.delete(partial);
            }
        } finally {
            removeCheckpoint(cacheDirectory);
        }
    }

    private List<SnapshotFile> copy(Path checkpoint, Path partial) throws IOException {
        ChecksummedCopy copy = new ChecksummedCopy(new CopyPace(settings.rate().bytes()));
        List<SnapshotFile> files = new ArrayList<>();
        for (Path file : DurableFiles.list(checkpoint)) {
            files.add(copy.copy(file, partial.resolve(file.getFileName())));
        }
        return files;
    }

    /** A failure here is none of the snapshot. */
    private void removeOvertaken() {
        try {
            List<PublishedSnapshot> complete = snapshots.complete((directory, fault) -> LOG.warn(
                    "{} is no good snapshot and is kept beside the others: {}. Remove it",
                    directory,
                    fault.getMessage()));
            for (PublishedSnapshot overtaken : Furthest.overtaken(complete, settings.kept())) {
                snapshots.remove(overtaken);
                LOG.info("Removed {}: newer snapshots hold what it held", overtaken.directory());
            }
        } catch (IOException e) {
            LOG.warn(
                    "Older snapshots in {} could not be removed; look at its rights and its disk", snapshots.root(), e);
        }
    }
}
