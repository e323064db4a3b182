package io.mixline.cache.server;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** TLS out of files that are read again when they change, so that certificates are renewed while the host runs. */
final class ServerCertificates implements AutoCloseable {

    private static final long LOOK_EVERY_SECONDS = 30;

    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "cache-certificates");
        thread.setDaemon(true);
        return thread;
    });
    private final ServerCredentials credentials;

    ServerCertificates(GrpcSettings.TlsFiles files) {
        try {
            credentials = credentials(files);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            looking.shutdown();
            throw new IllegalArgumentException(
                    "TLS of " + files + " (expected: a certificate chain and its PKCS #8 key, PEM): " + e.getMessage(),
                    e);
        }
    }

    ServerCredentials credentials() {
        return credentials;
    }

    @Override
    public void close() {
        looking.shutdown();
    }

    private ServerCredentials credentials(GrpcSettings.TlsFiles files) throws IOException, GeneralSecurityException {
        AdvancedTlsX509KeyManager identity = new AdvancedTlsX509KeyManager();
        identity.updateIdentityCredentials(
                files.certificate().toFile(), files.key().toFile(), LOOK_EVERY_SECONDS, TimeUnit.SECONDS, looking);
        TlsServerCredentials.Builder tls = TlsServerCredentials.newBuilder().keyManager(identity);
        if (files.clientCa().isPresent()) {
            tls.trustManager(trusted(files.clientCa().get())).clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
        }
        return tls.build();
    }

    private AdvancedTlsX509TrustManager trusted(Path clientCa) throws IOException, GeneralSecurityException {
        AdvancedTlsX509TrustManager trusted = AdvancedTlsX509TrustManager.newBuilder()
                .setVerification(AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION)
                .build();
        trusted.updateTrustCredentials(clientCa.toFile(), LOOK_EVERY_SECONDS, TimeUnit.SECONDS, looking);
        return trusted;
    }
}
