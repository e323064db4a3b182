package io.mixline.cache.rocksdb;

import io.mixline.cache.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of a store that were copied into a cache's directory from elsewhere, and how they become its store. They
 * wait in a directory below it, whole and synced, and are then moved one by one, last the one that makes RocksDB see a
 * store at all. A crash in between leaves no store, and the rest of the files to be moved at the next start.
 *
 * <p>Below the cache's directory and not beside it, for that one is often where a disk is mounted: nothing can be
 * renamed over it, and what is beside it is on another disk.
 */
public final class RestoredStore {

    private static final String WAITING = "restored";
    private static final String MAKES_A_STORE = "CURRENT";

    private RestoredStore() {}

    /** Whether a directory holds a store. */
    public static boolean isPresent(Path directory) {
        return Files.exists(directory.resolve(MAKES_A_STORE));
    }

    /**
     * Makes these files the directory's store.
     *
     * @param files a directory on the same file system, whose files are whole and synced; gone afterwards
     */
    public static void install(Path files, Path directory) throws IOException {
        DurableFiles.rename(files, directory.resolve(WAITING));
        DurableFiles.sync(directory);
        takeUp(directory);
    }

    /** Moves what waits in a directory, or nothing. Opening the store does so, too. */
    public static void takeUp(Path directory) throws IOException {
        Path waiting = directory.resolve(WAITING);
        if (!Files.isDirectory(waiting)) {
            return;
        }
        for (Path file : DurableFiles.list(waiting)) {
            if (!file.endsWith(MAKES_A_STORE)) {
                DurableFiles.rename(file, directory.resolve(file.getFileName()));
            }
        }
        DurableFiles.sync(directory);
        Path last = waiting.resolve(MAKES_A_STORE);
        if (Files.exists(last)) {
            DurableFiles.rename(last, directory.resolve(MAKES_A_STORE));
        }
        DurableFiles.delete(waiting);
        DurableFiles.sync(directory);
    }
}
