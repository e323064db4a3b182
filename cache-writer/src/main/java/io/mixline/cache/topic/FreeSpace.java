package io.mixline.cache.topic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a disk has left. */
@FunctionalInterface
public interface FreeSpace {

    long bytes();

    /** Of the disk that holds a directory, for who may not use its reserve. */
    static FreeSpace of(Path directory) {
        return () -> {
            try {
                return Files.getFileStore(directory).getUsableSpace();
            } catch (IOException e) {
                throw new UncheckedIOException("asking for the free space under " + directory, e);
            }
        };
    }
}
