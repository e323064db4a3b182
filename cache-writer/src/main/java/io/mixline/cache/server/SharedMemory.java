package io.mixline.cache.server;

import io.mixline.cache.files.DurableFiles;
import io.mixline.cache.metrics.NanoTicker;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRefusedException.Reason;
import io.mixline.client.protocol.OpenedMemory;
import io.mixline.schemas.Hash128;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory that callers of this machine share with the host: files that they map, in a directory beside the Unix socket, which
 * hold the tokens of one answer each. Bounded; given back when its caller's connection ends, or when it was not used for a
 * minute: then its caller notices, because tokens come through the socket again. The host itself maps nothing: no caller can
 * harm it through a file. Thread-safe.
 */
final class SharedMemory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final String OWNER_AND_GROUP = "rwxr-x---";

    private final Path directory;
    private final ReadLimits limits;
    private final CallMeter meter;
    private final NanoTicker ticker;
    private final Map<Hash128, SharedRegion> regions = new HashMap<>();
    private long bytes;
    private boolean closed;

    private SharedMemory(Path directory, ReadLimits limits, CallMeter meter, NanoTicker ticker) {
        this.directory = directory;
        this.limits = limits;
        this.meter = meter;
        this.ticker = ticker;
    }

    /** In a new directory; what a host left there before is removed. */
    static SharedMemory beside(Path unixSocket, ReadLimits limits, CallMeter meter, NanoTicker ticker) {
        Path directory =
                unixSocket.resolveSibling(unixSocket.getFileName() + ".memory").toAbsolutePath();
        try {
            removeLeft(directory);
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(OWNER_AND_GROUP));
        } catch (IOException e) {
            throw new UncheckedIOException("making " + directory + " anew, for memory that callers share", e);
        }
        return new SharedMemory(directory, limits, meter, ticker);
    }

    private static void removeLeft(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (Path left : DurableFiles.list(directory)) {
            if (!SharedRegion.isNamedLikeOne(left)) {
                throw new IllegalStateException(
                        left + ": beside memory that callers share (expected: nothing but what a host left behind)");
            }
        }
        DurableFiles.delete(directory);
    }

    /**
     * Makes memory for the tokens of answers of up to so many bytes.
     *
     * @param caller who has it, until {@link #release}
     * @throws ReadRefusedException TOO_LARGE where no answer is so large
     * @throws OverloadedException where others use all there is
     */
    OpenedMemory open(long wanted, Object caller) {
        long most = Math.min(limits.maxSharedBytes(), 2L * limits.call().maxResponseBytes());
        if (wanted > most) {
            throw new ReadRefusedException(Reason.TOO_LARGE, "bytes: " + wanted + " (expected: at most " + most + ")");
        }
        takeRoom(wanted);
        boolean added = false;
        try {
            SharedRegion region = SharedRegion.create(directory, Math.toIntExact(wanted), caller, ticker.nanos());
            add(region);
            added = true;
            return region.memory();
        } catch (IOException e) {
            throw new UncheckedIOException("making " + wanted + " bytes in " + directory + " for a caller to share", e);
        } finally {
            if (!added) {
                giveRoom(wanted);
            }
        }
    }

    /** False where nobody knows that memory, or the tokens do not fit: then its caller has to get them otherwise. */
    boolean write(Hash128 key, ByteBuffer tokens) {
        SharedRegion region = find(key);
        boolean written = region != null && region.write(tokens);
        if (written) {
            meter.shared(tokens.remaining());
        }
        return written;
    }

    @Override
    public synchronized void close() {
        closed = true;
        regions.values().forEach(SharedRegion::close);
        regions.clear();
        try {
            DurableFiles.delete(directory);
        } catch (IOException e) {
            LOG.warn("{} is left behind: a host that starts here removes it", directory, e);
        }
    }

    private synchronized @Nullable SharedRegion find(Hash128 key) {
        SharedRegion region = regions.get(key);
        if (region != null) {
            region.use(ticker.nanos());
        }
        return region;
    }

    /** Takes back what that caller has. */
    void release(Object caller) {
        removeIf(region -> region.caller().equals(caller));
    }

    /** Takes back what was not used for a minute. */
    void releaseIdle() {
        long now = ticker.nanos();
        removeIf(region -> now - region.lastUse() >= IDLE.toNanos());
    }

    /** Files are removed once reads find their regions no more, and without holding reads up. */
    private void removeIf(Predicate<SharedRegion> gone) {
        List<SharedRegion> removed;
        synchronized (this) {
            removed = regions.values().stream().filter(gone).toList();
            for (SharedRegion region : removed) {
                regions.remove(region.memory().key());
                bytes -= region.bytes();
            }
        }
        removed.forEach(SharedRegion::close);
    }

    /** Before the file is made, which takes a while: reads go on meanwhile. */
    private void takeRoom(long wanted) {
        if (tookRoom(wanted)) {
            return;
        }
        releaseIdle();
        if (!tookRoom(wanted)) {
            throw new OverloadedException(
                    CallLimit.SHARED,
                    "shared memory: no room for " + wanted + " bytes beside what is in use (expected: at most "
                            + limits.maxSharedBytes() + " in all; see cache.grpc-max-shared-memory)");
        }
    }

    private synchronized boolean tookRoom(long wanted) {
        boolean room = bytes + wanted <= limits.maxSharedBytes();
        bytes += room ? wanted : 0;
        return room;
    }

    private synchronized void giveRoom(long unused) {
        bytes -= unused;
    }

    private synchronized void add(SharedRegion region) {
        if (closed) {
            region.close();
            throw new OverloadedException(CallLimit.SHARED, "host: closing (expected: a running one)");
        }
        regions.put(region.memory().key(), region);
    }
}
