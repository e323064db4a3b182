package io.mixline.client.grpc;

import java.nio.file.Path;

/** Where a cache host listens. */
public sealed interface HostAddress {

    /**
     * Reads {@code host:port}, {@code [::1]:port} or {@code unix:/path}.
     *
     * @throws IllegalArgumentException naming what was expected
     */
    static HostAddress parse(String text) {
        if (text.startsWith(UnixSocket.SCHEME)) {
            return new UnixSocket(Path.of(text.substring(UnixSocket.SCHEME.length())));
        }
        int colon = text.lastIndexOf(':');
        try {
            return new Tcp(text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "address: " + text + " (expected: host:port, or unix: and the path of a socket)", e);
        }
    }

    /**
     * Over the network.
     *
     * @param host a name or an address, of IPv6 in brackets
     */
    record Tcp(String host, int port) implements HostAddress {

        private static final int LARGEST_PORT = 65_535;

        public Tcp {
            if (host.isBlank()) {
                throw new IllegalArgumentException("host: blank (expected: a name or an address)");
            }
            if (port < 1 || port > LARGEST_PORT) {
                throw new IllegalArgumentException("port: " + port + " (expected: 1 to " + LARGEST_PORT + ")");
            }
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** In this machine; the socket's file may be on a volume that containers share. */
    record UnixSocket(Path file) implements HostAddress {

        static final String SCHEME = "unix:";

        public UnixSocket {
            if (file.toString().isEmpty()) {
                throw new IllegalArgumentException("socket: no path (expected: unix: and a path)");
            }
        }

        @Override
        public String toString() {
            return SCHEME + file;
        }
    }
}
