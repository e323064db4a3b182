package io.mixline.cache.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.HostLag;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.client.grpc.ConnectionOptions;
import io.mixline.client.grpc.ConnectionOptions.ClientTls;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import io.mixline.client.grpc.HostAddress;
import io.mixline.client.grpc.HostCallException;
import io.mixline.client.grpc.HostCallException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {

    @TempDir
    private Path directory;

    private final EmbeddingCache cache = new HeapEmbeddingCache();

    @Test
    void a_host_with_a_certificate_is_read_by_who_trusts_it_and_by_nobody_else() throws Exception {
        PemCertificate host = PemCertificate.create(directory, "host");
        PemCertificate stranger = PemCertificate.create(directory, "stranger");

        try (CacheServer server = start(host, Optional.empty())) {
            assertAnswers(server, Optional.of(ClientTls.trusting(host.certificate())));
            assertUnreachable(server, Optional.of(ClientTls.trusting(stranger.certificate())));
            assertUnreachable(server, Optional.empty());
        }
    }

    @Test
    void a_host_that_asks_for_certificates_is_read_by_who_shows_the_right_one() throws Exception {
        PemCertificate host = PemCertificate.create(directory, "host");
        PemCertificate ranker = PemCertificate.create(directory, "ranker");
        PemCertificate stranger = PemCertificate.create(directory, "stranger");
        ClientTls trusting = ClientTls.trusting(host.certificate());

        try (CacheServer server = start(host, Optional.of(ranker.certificate()))) {
            assertAnswers(server, Optional.of(trusting.showing(ranker.certificate(), ranker.key())));
            assertUnreachable(server, Optional.of(trusting.showing(stranger.certificate(), stranger.key())));
            assertUnreachable(server, Optional.of(trusting));
        }
    }

    @Test
    void files_that_are_no_certificate_are_named() throws Exception {
        PemCertificate host = PemCertificate.create(directory, "host");

        assertThatThrownBy(() -> start(new PemCertificate(host.key(), host.certificate()), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host-key.pem");
    }

    private CacheServer start(PemCertificate host, Optional<Path> clientCa) {
        GrpcSettings settings = new GrpcSettings(
                "test-host",
                new GrpcSettings.Endpoints(
                        Optional.of(ServedReader.freePort()),
                        Optional.empty(),
                        Optional.of(new GrpcSettings.TlsFiles(host.certificate(), host.key(), clientCa))),
                ReadLimits.defaults(),
                Duration.ofSeconds(5));
        return CacheServer.start(
                settings,
                new LocalEmbeddingReader(cache, HostLag.none()),
                new CacheDescription("test-host", cache, new StillProgress()),
                CallMeter.NONE);
    }

    private static void assertAnswers(CacheServer server, Optional<ClientTls> tls) {
        try (GrpcEmbeddingReader client = client(server, tls)) {
            assertThat(client.describe().host()).isEqualTo("test-host");
        }
    }

    private static void assertUnreachable(CacheServer server, Optional<ClientTls> tls) {
        try (GrpcEmbeddingReader client = client(server, tls)) {
            assertThatThrownBy(client::describe)
                    .isInstanceOfSatisfying(
                            HostCallException.class,
                            e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.UNREACHABLE));
        }
    }

    private static GrpcEmbeddingReader client(CacheServer server, Optional<ClientTls> tls) {
        ConnectionOptions options = ConnectionOptions.defaults().withDeadline(Duration.ofSeconds(30));
        return GrpcEmbeddingReader.of(
                new HostAddress.Tcp("localhost", server.tcp().orElseThrow().getPort()),
                tls.map(options::withTls).orElse(options));
    }
}
