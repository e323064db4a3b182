package io.mixline.cli.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an earlier process left of its job: the newest completed checkpoint. Flink writes a checkpoint's metadata last, and
 * moves it into place, so that a checkpoint with metadata is whole.
 */
final class RetainedCheckpoint {

    private static final String METADATA = "_metadata";

    /** The directory, then the job's, then the checkpoint's. */
    private static final int DEPTH = 3;

    private RetainedCheckpoint() {}

    /** Its directory; absent where no checkpoint was ever completed. */
    static Optional<Path> newest(Path checkpoints) {
        if (!Files.isDirectory(checkpoints)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(checkpoints, DEPTH)) {
            return files.filter(file -> file.endsWith(METADATA))
                    .max(Comparator.comparing(RetainedCheckpoint::writtenAt))
                    .map(file -> file.resolveSibling(""));
        } catch (IOException e) {
            throw new UncheckedIOException("looking for checkpoints in " + checkpoints, e);
        }
    }

    private static FileTime writtenAt(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException("looking at " + file, e);
        }
    }
}
