package io.mixline.cache.bootstrap;

import io.mixline.cache.CacheException;
import java.nio.file.Path;

/** A running store that gives its files away as of one moment. */
@FunctionalInterface
public interface CheckpointSource {

    /**
     * Makes a directory with the files of this moment.
     *
     * @param into absent, on the store's file system
     * @throws CacheException where it cannot
     */
    void checkpoint(Path into);
}
