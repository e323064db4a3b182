package io.mixline.cache.rocksdb;

import io.mixline.cache.CacheException;

/** Refuses what another release wrote in a format that this one does not know. */
final class FormatVersion {

    private FormatVersion() {}

    static void check(String what, int found, int known) {
        if (found != known) {
            throw new CacheException(
                    CacheException.Kind.FATAL,
                    what + " format: " + found + " (expected: " + known
                            + "); run the release that wrote it, or delete the directory to read the topics from their start");
        }
    }
}
