package io.mixline.cache.server;

import io.mixline.client.protocol.OpenedMemory;
import io.mixline.schemas.Hash128;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file that a caller maps, for the tokens of one answer at a time. */
final class SharedRegion implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedRegion.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ZEROS = 64 * 1024;
    private static final String OWNER_WRITES_GROUP_READS = "rw-r-----";

    private final OpenedMemory memory;
    private final FileChannel file;
    private final int bytes;
    private final Object caller;
    private long lastUse;

    private SharedRegion(OpenedMemory memory, FileChannel file, int bytes, Object caller, long now) {
        this.memory = memory;
        this.file = file;
        this.bytes = bytes;
        this.caller = caller;
        this.lastUse = now;
    }

    /** All of it is taken from the file system now: writing tokens finds its room. */
    static SharedRegion create(Path directory, int bytes, Object caller, long now) throws IOException {
        Path path = directory.resolve(random().toString());
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        SharedRegion region = new SharedRegion(new OpenedMemory(path, random()), file, bytes, caller, now);
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(OWNER_WRITES_GROUP_READS));
            ByteBuffer zeros = ByteBuffer.allocate(Math.min(ZEROS, bytes));
            for (int at = 0; at < bytes; at += ZEROS) {
                writeFully(file, zeros.clear().limit(Math.min(ZEROS, bytes - at)), at);
            }
            return region;
        } catch (IOException | RuntimeException e) {
            region.close();
            throw e;
        }
    }

    static boolean isNamedLikeOne(Path path) {
        return path.getFileName().toString().matches("[0-9a-f]{32}");
    }

    OpenedMemory memory() {
        return memory;
    }

    int bytes() {
        return bytes;
    }

    Object caller() {
        return caller;
    }

    long lastUse() {
        return lastUse;
    }

    void use(long now) {
        lastUse = now;
    }

    /** False where they do not fit, or it was closed meanwhile. */
    boolean write(ByteBuffer tokens) {
        if (tokens.remaining() > bytes) {
            return false;
        }
        try {
            writeFully(file, tokens.duplicate(), 0);
            return true;
        } catch (IOException e) {
            LOG.debug("Tokens could not be shared, they go through the socket", e);
            return false;
        }
    }

    /** Its caller keeps what it has mapped. */
    @Override
    public void close() {
        try (file) {
            Files.deleteIfExists(memory.file());
        } catch (IOException e) {
            LOG.warn("{} is left behind: a host that starts here removes it", memory.file(), e);
        }
    }

    private static void writeFully(FileChannel file, ByteBuffer from, long start) throws IOException {
        for (long at = start; from.hasRemaining(); ) {
            at += file.write(from, at);
        }
    }

    private static Hash128 random() {
        return new Hash128(RANDOM.nextLong(), RANDOM.nextLong());
    }
}
