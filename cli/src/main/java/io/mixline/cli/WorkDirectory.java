package io.mixline.cli;

import io.mixline.schemas.config.InvalidConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a demo writes: a directory that the user names and that stays, or a temporary one that goes. */
final class WorkDirectory implements AutoCloseable {

    private final Path path;
    private boolean stays;

    private WorkDirectory(Path path, boolean stays) {
        this.path = path;
        this.stays = stays;
    }

    /** @param given by the user; null for a temporary one */
    static WorkDirectory open(@Nullable Path given) {
        try {
            if (given == null) {
                WorkDirectory temporary = new WorkDirectory(Files.createTempDirectory("mixline-demo-"), false);
                Runtime.getRuntime().addShutdownHook(new Thread(temporary::close));
                return temporary;
            }
            Path path = Files.createDirectories(given).toAbsolutePath();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
                if (files.iterator().hasNext()) {
                    throw new InvalidConfigurationException(
                            "demo", List.of("--directory: " + given + " (expected: an empty or a new directory)"));
                }
            }
            return new WorkDirectory(path, true);
        } catch (IOException e) {
            throw new UncheckedIOException("making a directory to work in: " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    /** Keeps a temporary one too: there is something to look at. */
    void keep() {
        stays = true;
    }

    @Override
    public void close() {
        if (stays || !Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A temporary directory: the system clears it.
            stays = true;
        }
    }
}
