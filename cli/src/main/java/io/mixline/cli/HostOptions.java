package io.mixline.cli;

import io.mixline.client.grpc.ConnectionOptions;
import io.mixline.client.grpc.ConnectionOptions.ClientTls;
import io.mixline.client.grpc.ConnectionOptions.Identity;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import io.mixline.client.grpc.HostAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cache host a command asks, and what it shows to it. */
final class HostOptions {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            defaultValue = "localhost:9470",
            description = "A running host's gRPC: host:port, or unix: and its socket's file (default:"
                    + " ${DEFAULT-VALUE}).")
    private String address = "";

    @Option(names = "--tls-ca", paramLabel = "FILE", description = "The host has TLS: who signed its certificate, PEM.")
    private @Nullable Path trusted;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "What to show to a host that asks for certificates, PEM.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The key of that certificate, PKCS #8 in PEM.")
    private @Nullable Path key;

    /** The caller closes it. */
    GrpcEmbeddingReader connect() {
        ConnectionOptions options = ConnectionOptions.defaults().withDeadline(PATIENCE);
        return GrpcEmbeddingReader.of(
                HostAddress.parse(address), tls().map(options::withTls).orElse(options));
    }

    private Optional<ClientTls> tls() {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "--tls-certificate, --tls-key: not both there (expected: both, or none)");
        }
        if (trusted == null && certificate == null) {
            return Optional.empty();
        }
        Optional<Identity> identity =
                certificate == null || key == null ? Optional.empty() : Optional.of(new Identity(certificate, key));
        return Optional.of(new ClientTls(Optional.ofNullable(trusted), identity));
    }
}
