package io.mixline.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.host.CacheSettings;
import io.mixline.cache.metrics.CacheMetrics;
import io.mixline.cache.server.GrpcSettings;
import io.mixline.cache.server.ServerMetrics;
import io.mixline.cli.CommandSettings;
import io.mixline.encoder.runtime.EncoderMetric;
import io.mixline.encoder.runtime.EncoderOptions;
import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import io.mixline.jobs.outcome.JobMetrics;
import io.mixline.registry.RegistrySettings;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.SettingsDocument;
import io.mixline.schemas.metrics.MetricsDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Keeps the reference documents equal to what the code declares. To write them anew:
 *
 * <pre>mvn -q test -pl cli -am -Dtest=ReferenceDocumentsTest -Dsurefire.failIfNoSpecifiedTests=false -Dmixline.documents=write</pre>
 */
class ReferenceDocumentsTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final boolean WRITE = "write".equals(System.getProperty("mixline.documents"));

    private static final String CONFIGURATION = """
            # Configuration

            Every setting, as the code declares it; this page is printed by `ReferenceDocumentsTest`.

            `mixline publish`, `job` and `cache` read a YAML file (`--config`), whose nested keys are joined with dots,
            and `--set name=value` on top. A name that nobody declared is refused, with the nearest known one. Names that start
            with `kafka.` go to Kafka's clients without it: TLS and SASL are set there, and `kafka.bootstrap.servers` is
            required. Values that the clients refuse are refused, and names that none of them has are told in the log. A value may hold `${env:NAME}` or `${file:/path}`; what was put in there is
            never printed.

            On a Flink cluster `io.mixline.jobs.ItemEmbeddingJobMain` reads such a file as its only argument, with the settings
            under Job, Encoder and Schema registry alone.

            """;

    private static final String METRICS = """
            # Metrics

            Every metric, as the code declares it; this page is printed by `ReferenceDocumentsTest`. The cache serves its own
            on `/metrics`. The job's are on Flink's metric system: with Flink's Prometheus reporter their names have the
            operator's scope before them (`flink_taskmanager_job_task_operator_lane_...`), and the labels are those below.

            """;

    @Test
    void the_configuration_document_is_current() throws IOException {
        check(
                "configuration.md",
                CONFIGURATION
                        + SettingsDocument.markdown("Job", own(ItemEmbeddingJobSettings.ALL)) + "\n"
                        + SettingsDocument.markdown("Encoder (in the job)", EncoderOptions.all()) + "\n"
                        + SettingsDocument.markdown("mixline job", CommandSettings.flink()) + "\n"
                        + SettingsDocument.markdown("Cache", own(CacheSettings.DECLARED)) + "\n"
                        + SettingsDocument.markdown("gRPC server (in the cache)", GrpcSettings.DECLARED) + "\n"
                        + SettingsDocument.markdown(
                                "Schema registry (in the job and the cache)", RegistrySettings.ALL));
    }

    private static List<Setting<?>> own(List<Setting<?>> settings) {
        List<Setting<?>> own = new ArrayList<>(settings);
        own.removeAll(RegistrySettings.ALL);
        own.removeAll(GrpcSettings.DECLARED);
        return own;
    }

    @Test
    void the_metrics_document_is_current() throws IOException {
        check(
                "metrics.md",
                METRICS
                        + MetricsDocument.markdown("Job", List.of(JobMetrics.values())) + "\n"
                        + MetricsDocument.markdown("Encoder (in the job)", List.of(EncoderMetric.values())) + "\n"
                        + MetricsDocument.markdown("Cache", List.of(CacheMetrics.values())) + "\n"
                        + MetricsDocument.markdown("gRPC server (in the cache)", List.of(ServerMetrics.values())));
    }

    private static void check(String name, String declared) throws IOException {
        Path document = DOCS.resolve(name);
        if (WRITE) {
            Files.writeString(document, declared);
        }
        assertThat(document)
                .as("docs/%s as the code declares it; the javadoc of this test says how to write it anew", name)
                .content()
                .isEqualTo(declared);
    }
}
