package io.mixline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.host.CacheHost;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.schemas.ItemId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The path of an item, publish to read, against a broker in a container: plain, and with TLS and a password. */
@Testcontainers(disabledWithoutDocker = true)
class PathDockerIT {

    private static final String PASSWORD = "correct horse battery staple";

    @TempDir
    Path directory;

    @Test
    void a_file_goes_through_the_job_into_a_cache_that_is_read() throws Exception {
        try (KafkaInContainer kafka = KafkaInContainer.plain()) {
            goesThrough(new WholePath(directory, kafka.clientSettings()));
        }
    }

    @Test
    void the_same_with_tls_and_a_password_out_of_a_file() throws Exception {
        BrokerCertificate certificate = BrokerCertificate.create(directory);
        try (KafkaInContainer kafka = KafkaInContainer.secured(certificate, "mixline", PASSWORD)) {
            Path secret = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
            goesThrough(new WholePath(directory, secured(kafka, certificate, secret)));
        }
    }

    @Test
    void a_wrong_password_is_said_by_every_command() throws Exception {
        BrokerCertificate certificate = BrokerCertificate.create(directory);
        try (KafkaInContainer kafka = KafkaInContainer.secured(certificate, "mixline", PASSWORD)) {
            Path secret = Files.writeString(directory.resolve("password"), "guessed");
            WholePath path = new WholePath(directory, secured(kafka, certificate, secret));

            CommandRun publish = path.run("publish", postings().toString());
            assertThat(publish.exitCode()).isEqualTo(1);
            assertThat(publish.err()).contains("Authentication failed").doesNotContain("guessed", "\tat ");

            CommandRun job = path.run("job", "--set", "source.end=AT_START");
            assertThat(job.exitCode()).isEqualTo(1);
            assertThat(job.err())
                    .contains("Authentication failed", "(expected: kafka.* settings with the right to do so)")
                    .doesNotContain("guessed", "\tat ");

            try (CacheHost host = path.startCache()) {
                assertThatThrownBy(() -> host.ready().get(60, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasMessageContaining("Authentication failed")
                        .hasMessageContaining("(expected: kafka.* settings with the right to read)");
            }
        }
    }

    @Test
    void a_broker_that_nobody_vouches_for_is_refused() throws Exception {
        BrokerCertificate certificate = BrokerCertificate.create(directory);
        BrokerCertificate another = BrokerCertificate.create(Files.createDirectory(directory.resolve("another")));
        try (KafkaInContainer kafka = KafkaInContainer.secured(certificate, "mixline", PASSWORD)) {
            Path secret = Files.writeString(directory.resolve("password"), PASSWORD);
            WholePath path = new WholePath(directory, secured(kafka, another, secret));

            CommandRun publish = path.run("publish", postings().toString());
            assertThat(publish.exitCode()).isEqualTo(1);
            assertThat(publish.err()).contains("SSL handshake failed");
        }
    }

    private void goesThrough(WholePath path) throws Exception {
        path.createSourceTopic();

        CommandRun publish = path.run("publish", postings().toString());
        assertThat(publish.exitCode()).as(publish.err()).isZero();
        CommandRun job = path.run("job", "--set", "source.end=AT_START");
        assertThat(job.exitCode()).as(job.err()).isZero();

        try (CacheHost host = path.startCache()) {
            host.ready().get(60, TimeUnit.SECONDS);
            List<EmbeddingRow> rows =
                    WholePath.read(host, List.of(new ItemId("a1"), new ItemId("a2"), new ItemId("a9")));
            assertThat(rows)
                    .extracting(EmbeddingRow::status)
                    .containsExactly(ItemStatus.HIT, ItemStatus.DELETED, ItemStatus.MISS);
            assertThat(rows.get(0).shortText()).isEqualTo("Cook, The Copper Pot");
        }
    }

    private static Map<String, String> secured(KafkaInContainer kafka, BrokerCertificate trusted, Path secret) {
        Map<String, String> settings = new HashMap<>(kafka.clientSettings());
        settings.put("security.protocol", "SASL_SSL");
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", trusted.trusted().toString());
        settings.put("sasl.mechanism", "PLAIN");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"mixline\""
                        + " password=\"${file:" + secret + "}\";");
        return settings;
    }

    private Path postings() throws Exception {
        return Files.writeString(directory.resolve("jobs.csv"), """
                id,version,op,title,company
                a1,1,,Cook,The Copper Pot
                a2,4,DELETE,,
                """);
    }
}
