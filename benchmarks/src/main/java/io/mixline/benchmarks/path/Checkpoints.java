package io.mixline.benchmarks.path;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What a job on the heap state backend saves: each checkpoint is whole, and lies in one directory. */
final class Checkpoints {

    private static final String METADATA = "_metadata"; // written last
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int GIVE_UP_SECONDS = 120;

    private final Path directory;

    Checkpoints(Path directory) {
        this.directory = directory;
    }

    /** Bytes of the second one that is completed from now on, which was begun from now on. */
    long awaitNext() throws IOException {
        Instant giveUpAt = Instant.now().plusSeconds(GIVE_UP_SECONDS);
        Optional<Path> before = newest();
        for (int completed = 0; completed < 2; completed++) {
            Optional<Path> next = newest();
            while (next.isEmpty() || next.equals(before)) {
                if (Instant.now().isAfter(giveUpAt)) {
                    throw new IOException("no checkpoint within " + GIVE_UP_SECONDS + " s in " + directory);
                }
                LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
                next = newest();
            }
            before = next;
        }
        return bytes(before.orElseThrow());
    }

    private Optional<Path> newest() throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(directory, 3)) {
            return files.filter(file -> file.endsWith(METADATA))
                    .max(Comparator.comparing(Checkpoints::writtenAt))
                    .map(Path::getParent);
        } catch (UncheckedIOException e) {
            return Optional.empty(); // one was removed meanwhile
        }
    }

    private static FileTime writtenAt(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // removed meanwhile
        }
    }

    private static long bytes(Path checkpoint) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
