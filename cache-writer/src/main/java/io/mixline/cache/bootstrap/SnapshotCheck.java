package io.mixline.cache.bootstrap;

import io.mixline.cache.SnapshotFault;
import java.io.IOException;
import java.nio.file.Path;

/** Reads a snapshot as a restore would, and copies nothing. */
public final class SnapshotCheck {

    private SnapshotCheck() {}

    /**
     * The snapshot of a directory, all of it read.
     *
     * @throws BadSnapshotException where no host should start from it
     */
    public static PublishedSnapshot check(Path directory) throws BadSnapshotException {
        PublishedSnapshot snapshot = SnapshotDirectory.open(directory);
        ChecksummedCopy reader = new ChecksummedCopy(CopyPace.unbounded());
        for (SnapshotFile file : snapshot.manifest().files()) {
            try {
                compare(file, reader.check(directory.resolve(file.name())));
            } catch (IOException e) {
                throw new BadSnapshotException(
                        SnapshotFault.UNREADABLE, "reading its file " + file.name() + " failed: " + e, e);
            }
        }
        return snapshot;
    }

    static void compare(SnapshotFile expected, SnapshotFile read) throws BadSnapshotException {
        if (!read.equals(expected)) {
            throw new BadSnapshotException(
                    SnapshotFault.CHECKSUM,
                    "its file " + expected.name() + " was changed: its checksum does not fit the manifest");
        }
    }
}
