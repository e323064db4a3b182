package io.mixline.cache.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file that a Unix socket has. Whoever binds to it replaces what is there, without asking: right for a socket that a
 * killed host left behind, and for nothing else.
 */
final class UnixSocketFile {

    /** Connecting takes the right to write. */
    private static final String OWNER_AND_GROUP = "rw-rw----";

    private final Path file;

    UnixSocketFile(Path file) {
        this.file = file;
    }

    /**
     * Looks before a listener binds to it.
     *
     * @throws IllegalStateException where something is there that must stay
     */
    void requireFree() {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IllegalStateException(
                    "cache.grpc-unix-socket: " + file + " (expected: a file in a directory that exists)");
        }
        if (!Files.exists(file)) {
            return;
        }
        if (!isSocket()) {
            throw new IllegalStateException("cache.grpc-unix-socket: " + file + " (expected: a socket, or no file)");
        }
        if (isListening()) {
            throw new IllegalStateException(
                    "cache.grpc-unix-socket: " + file + " (expected: a file that no other host listens on)");
        }
    }

    void restrict() {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(OWNER_AND_GROUP));
        } catch (IOException e) {
            throw new UncheckedIOException("restricting " + file + " to its owner and group", e);
        }
    }

    private boolean isListening() {
        try (SocketChannel answered = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    private boolean isSocket() {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isOther();
        } catch (IOException e) {
            throw new UncheckedIOException("looking at " + file, e);
        }
    }
}
