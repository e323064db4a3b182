package io.mixline.client.grpc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a client speaks to its host.
 *
 * @param deadline of each call, the host's reading included
 * @param connections that calls are spread over; one has an event loop's thread to itself, at both ends
 * @param maxAnswerBytes of one answer, as a bound on what a host can make this process hold
 * @param tls of TCP; empty for plain text
 * @param sharedMemory whether tokens may come through memory that is shared with the host, where its address is a Unix socket
 */
public record ConnectionOptions(
        Duration deadline, int connections, int maxAnswerBytes, Optional<ClientTls> tls, boolean sharedMemory) {

    private static final int MAX_ANSWER_BYTES = 80 << 20; // what a host's default sends, and what is beside the tokens

    public ConnectionOptions {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: > 0)");
        }
        if (connections < 1) {
            throw new IllegalArgumentException("connections: " + connections + " (expected: >= 1)");
        }
        if (maxAnswerBytes < 1) {
            throw new IllegalArgumentException("maxAnswerBytes: " + maxAnswerBytes + " (expected: >= 1)");
        }
    }

    /** A second for each call, one connection, plain text, shared memory where it can be. */
    public static ConnectionOptions defaults() {
        return new ConnectionOptions(Duration.ofSeconds(1), 1, MAX_ANSWER_BYTES, Optional.empty(), true);
    }

    public ConnectionOptions withDeadline(Duration other) {
        return new ConnectionOptions(other, connections, maxAnswerBytes, tls, sharedMemory);
    }

    public ConnectionOptions withConnections(int other) {
        return new ConnectionOptions(deadline, other, maxAnswerBytes, tls, sharedMemory);
    }

    public ConnectionOptions withMaxAnswerBytes(int other) {
        return new ConnectionOptions(deadline, connections, other, tls, sharedMemory);
    }

    public ConnectionOptions withTls(ClientTls other) {
        return new ConnectionOptions(deadline, connections, maxAnswerBytes, Optional.of(other), sharedMemory);
    }

    public ConnectionOptions withSharedMemory(boolean other) {
        return new ConnectionOptions(deadline, connections, maxAnswerBytes, tls, other);
    }

    /**
     * What a client believes and shows, PEM.
     *
     * @param trusted who signed the host's certificate; empty for those that Java trusts
     * @param identity what to show to a host that asks; empty for nothing
     */
    public record ClientTls(Optional<Path> trusted, Optional<Identity> identity) {

        /** Believes certificates that one of these signed. */
        public static ClientTls trusting(Path certificates) {
            return new ClientTls(Optional.of(certificates), Optional.empty());
        }

        public ClientTls showing(Path certificate, Path key) {
            return new ClientTls(trusted, Optional.of(new Identity(certificate, key)));
        }
    }

    /**
     * A client's own certificate.
     *
     * @param key PKCS #8
     */
    public record Identity(Path certificate, Path key) {}
}
