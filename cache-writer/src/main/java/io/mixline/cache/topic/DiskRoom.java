package io.mixline.cache.topic;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk has room for more. Below a mark, or after a write that found no space, it has none until a sixteenth
 * more than the mark is free. Asked by one thread.
 */
public final class DiskRoom {

    private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);
    private static final int MARGIN_SHARE = 16;

    private final FreeSpace free;
    private final long mark;
    private final InstantSource clock;
    private Instant nextLook = Instant.MIN;
    private boolean full;
    private boolean told;

    /** @param mark bytes that stay free; 0 to rely on writes that fail */
    public DiskRoom(FreeSpace free, long mark, InstantSource clock) {
        this.free = free;
        this.mark = mark;
        this.clock = clock;
    }

    boolean isLeft() {
        Instant now = clock.instant();
        if (!now.isBefore(nextLook)) {
            nextLook = now.plus(LOOK_INTERVAL);
            look();
        }
        return !full;
    }

    /** A write found no space, whatever the mark says. */
    void refused(Exception cause) {
        full = true;
        nextLook = clock.instant().plus(RETRY_INTERVAL);
        tell("a write found no space: " + cause.getMessage());
    }

    /** A write found space. */
    void taken() {
        if (told) {
            told = false;
            LOG.info("The disk has room again; applying goes on from the positions");
        }
    }

    private void look() {
        if (mark == 0) {
            full = false;
            return;
        }
        long bytes = free.bytes();
        full = bytes < (full ? mark + mark / MARGIN_SHARE : mark);
        if (full) {
            tell(bytes + " bytes are free (expected: at least " + mark + ", cache.min-free-space)");
        }
    }

    private void tell(String what) {
        if (!told) {
            told = true;
            LOG.warn(
                    "Disk nearly full: {}. Nothing is applied until there is room; reads go on with what is cached, and the"
                            + " host is not ready. Free space, enlarge the disk, or drop a topic from cache.topics",
                    what);
        }
    }
}
