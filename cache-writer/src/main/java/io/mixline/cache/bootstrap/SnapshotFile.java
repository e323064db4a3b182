package io.mixline.cache.bootstrap;

import java.util.Objects;

/**
 * A file of a snapshot.
 *
 * @param name of a file in the snapshot's directory, and of no other
 * @param crc32c of its bytes
 */
public record SnapshotFile(String name, long bytes, int crc32c) {

    public SnapshotFile {
        Objects.requireNonNull(name, "name");
        if (name.isEmpty() || name.equals(".") || name.equals("..") || hasSeparator(name)) {
            throw new IllegalArgumentException("name: " + name + " (expected: that of a file, without a directory)");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
    }

    private static boolean hasSeparator(String name) {
        return name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0;
    }
}
