package io.mixline.cache.bootstrap;

import io.mixline.cache.SnapshotFault;
import io.mixline.cache.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where snapshots are published, each a directory with its manifest; several hosts may share it. What is being written
 * ends with {@code .partial}, what is being removed with {@code .removed}: a snapshot has its name only while it is
 * whole. Thread-safe.
 */
public final class SnapshotDirectory {

    static final String MANIFEST = "manifest.json";

    private static final String PREFIX = "snapshot-";
    private static final String PARTIAL = ".partial";
    private static final String REMOVED = ".removed";
    private static final long LARGEST_MANIFEST = 64L << 20;
    private static final Duration ABANDONED = Duration.ofDays(1);
    private static final Duration IN_PROGRESS = Duration.ofMinutes(10);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path root;

    /** @param root not made here: where a disk was not mounted, snapshots would fill the one below */
    public SnapshotDirectory(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    /** Whether it is there at all: not where its disk was not mounted. */
    boolean isThere() {
        return Files.isDirectory(root);
    }

    /** Directories with the name of a snapshot, whatever is in them. */
    public List<Path> published() throws IOException {
        List<Path> published = new ArrayList<>();
        for (Path entry : DurableFiles.list(root)) {
            String name = entry.getFileName().toString();
            if (name.startsWith(PREFIX)
                    && !name.endsWith(PARTIAL)
                    && !name.endsWith(REMOVED)
                    && Files.isDirectory(entry)) {
                published.add(entry);
            }
        }
        return published;
    }

    /**
     * Those of which manifest, names and sizes are right; whether the bytes are, tells only reading them.
     *
     * @param bad told of the others
     */
    List<PublishedSnapshot> complete(BiConsumer<Path, BadSnapshotException> bad) throws IOException {
        List<PublishedSnapshot> complete = new ArrayList<>();
        for (Path directory : published()) {
            try {
                complete.add(open(directory));
            } catch (BadSnapshotException e) {
                if (Files.isDirectory(directory)) { // else another host has removed it meanwhile
                    bad.accept(directory, e);
                }
            }
        }
        return complete;
    }

    /** Looks at a snapshot without reading its files. */
    static PublishedSnapshot open(Path directory) throws BadSnapshotException {
        SnapshotManifest manifest = SnapshotManifestFormat.decode(manifest(directory));
        for (SnapshotFile file : manifest.files()) {
            Path path = directory.resolve(file.name());
            try {
                long bytes = Files.size(path);
                if (bytes != file.bytes()) {
                    throw incomplete(file, "has " + bytes + " bytes", null);
                }
            } catch (NoSuchFileException e) {
                throw incomplete(file, "is not there", e);
            } catch (IOException e) {
                throw new BadSnapshotException(SnapshotFault.UNREADABLE, path + ": " + e, e);
            }
        }
        return new PublishedSnapshot(directory, manifest);
    }

    /** A directory for the files of a new one. */
    Path begin(SnapshotManifest.Origin origin) throws IOException {
        return Files.createDirectory(
                root.resolve(PREFIX + TIME.format(origin.createdAt()) + "-" + origin.host() + PARTIAL));
    }

    /** Gives it its name. Its files are on the disk, the manifest among them. */
    Path publish(Path partial) throws IOException {
        DurableFiles.sync(partial);
        String name = partial.getFileName().toString();
        Path published = root.resolve(name.substring(0, name.length() - PARTIAL.length()));
        DurableFiles.rename(partial, published);
        DurableFiles.sync(root);
        return published;
    }

    /** Takes its name away first, so that nobody begins to read what is half gone. Fine where another host does so, too. */
    void remove(PublishedSnapshot snapshot) throws IOException {
        Path removed = root.resolve(snapshot.directory().getFileName() + REMOVED);
        try {
            DurableFiles.rename(snapshot.directory(), removed);
        } catch (NoSuchFileException e) {
            return;
        }
        DurableFiles.delete(removed);
    }

    /**
     * Removes what a killed process left behind: what this host was writing, what any host was removing, and what
     * another one has not gone on writing for a day.
     */
    void removeLeftOvers(String host, Instant now) throws IOException {
        for (Path entry : DurableFiles.list(root)) {
            String name = entry.getFileName().toString();
            boolean isPartial = name.startsWith(PREFIX) && name.endsWith(PARTIAL);
            boolean isOwn = isPartial && name.endsWith("-" + host + PARTIAL);
            boolean isRemoved = name.startsWith(PREFIX) && name.endsWith(REMOVED);
            if (isOwn || isRemoved || (isPartial && lastWrite(entry).isBefore(now.minus(ABANDONED)))) {
                DurableFiles.delete(entry);
            }
        }
    }

    /** Whether a host seems to be writing one. */
    boolean isBeingWritten(Instant now) throws IOException {
        for (Path entry : DurableFiles.list(root)) {
            String name = entry.getFileName().toString();
            if (name.startsWith(PREFIX)
                    && name.endsWith(PARTIAL)
                    && lastWrite(entry).isAfter(now.minus(IN_PROGRESS))) {
                return true;
            }
        }
        return false;
    }

    /** Of a directory or the files in it, by the clock of the file system. */
    private static Instant lastWrite(Path directory) throws IOException {
        try {
            Instant last = Files.getLastModifiedTime(directory).toInstant();
            for (Path file : DurableFiles.list(directory)) {
                Instant written = Files.getLastModifiedTime(file).toInstant();
                last = written.isAfter(last) ? written : last;
            }
            return last;
        } catch (NoSuchFileException e) {
            return Instant.MIN; // published or removed meanwhile
        }
    }

    private static byte[] manifest(Path directory) throws BadSnapshotException {
        Path file = directory.resolve(MANIFEST);
        try {
            long bytes = Files.size(file);
            if (bytes > LARGEST_MANIFEST) {
                throw new BadSnapshotException(SnapshotFault.MANIFEST, "its manifest has " + bytes + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new BadSnapshotException(SnapshotFault.MANIFEST, "it has no manifest: it was never finished", e);
        } catch (IOException e) {
            throw new BadSnapshotException(SnapshotFault.UNREADABLE, file + ": " + e, e);
        }
    }

    private static BadSnapshotException incomplete(SnapshotFile file, String is, @Nullable Exception cause) {
        return new BadSnapshotException(
                SnapshotFault.INCOMPLETE,
                "its file " + file.name() + " " + is + " (expected: " + file.bytes() + " bytes)",
                cause);
    }
}
