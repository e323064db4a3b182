package io.mixline.cache.bootstrap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Copies files, each on the disk before the next one, and tells the checksum of what it read. For one thread. */
final class ChecksummedCopy {

    private static final int CHUNK_BYTES = 1 << 20;

    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private final CopyPace pace;

    ChecksummedCopy(CopyPace pace) {
        this.pace = pace;
    }

    /** @param to absent; its name is there once its directory is synced */
    SnapshotFile copy(Path from, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            SnapshotFile read = read(in, from, out);
            out.force(true);
            return read;
        }
    }

    /** Reads a file as a copy would. */
    SnapshotFile check(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(in, file, null);
        }
    }

    private SnapshotFile read(FileChannel in, Path file, @Nullable FileChannel out) throws IOException {
        CRC32C crc = new CRC32C();
        long bytes = 0;
        for (int read = in.read(chunk.clear()); read >= 0; read = in.read(chunk.clear())) {
            crc.update(chunk.flip());
            if (out != null) {
                chunk.rewind();
                while (chunk.hasRemaining()) {
                    out.write(chunk);
                }
            }
            bytes += read;
            pace.copied(read);
        }
        return new SnapshotFile(file.getFileName().toString(), bytes, (int) crc.getValue());
    }
}
