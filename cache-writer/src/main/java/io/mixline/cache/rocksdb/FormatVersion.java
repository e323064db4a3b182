package io.mixline.cache.rocksdb;

import io.mixline.cache.CacheException;
import java.util.HexFormat;

/** Refuses what another release wrote in a format that this one does not know, and what nobody wrote. */
final class FormatVersion {

    private static final int SHOWN_BYTES = 32;

    private FormatVersion() {}

    static CacheException damaged(String what, byte[] bytes, RuntimeException cause) {
        if (cause instanceof CacheException known) {
            return known;
        }
        int shown = Math.min(bytes.length, SHOWN_BYTES);
        return new CacheException(
                CacheException.Kind.FATAL,
                what + ": " + bytes.length + " bytes that start with "
                        + HexFormat.of().formatHex(bytes, 0, shown)
                        + " (expected: what a cache wrote); the store is damaged: delete its directory to read the topics from"
                        + " their start",
                cause);
    }

    static void check(String what, int found, int known) {
        if (found != known) {
            throw new CacheException(
                    CacheException.Kind.FATAL,
                    what + " format: " + found + " (expected: " + known
                            + "); run the release that wrote it, or delete the directory to read the topics from their start");
        }
    }
}
