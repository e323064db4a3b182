package io.mixline.cache.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file that a Unix socket has: nobody but its listener removes it, so that one which was killed leaves it behind. */
final class UnixSocketFile {

    /** Connecting takes the right to write. */
    private static final String OWNER_AND_GROUP = "rw-rw----";

    private final Path file;

    UnixSocketFile(Path file) {
        this.file = file;
    }

    /** Makes way for a listener, unless one listens already. */
    void clear() {
        if (!Files.exists(file)) {
            return;
        }
        try (SocketChannel answered = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            throw new IllegalStateException(
                    "cache.grpc-unix-socket: " + file + " (expected: a file that no other host listens on)");
        } catch (IOException nobody) {
            remove();
        }
    }

    void restrict() {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(OWNER_AND_GROUP));
        } catch (IOException e) {
            throw new UncheckedIOException("restricting " + file + " to its owner and group", e);
        }
    }

    void remove() {
        try {
            if (isSocket()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + file + ", which nobody listens on", e);
        }
    }

    private boolean isSocket() throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        boolean socket = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                .isOther();
        if (!socket) {
            throw new IllegalStateException("cache.grpc-unix-socket: " + file + " (expected: a socket, or no file)");
        }
        return true;
    }
}
