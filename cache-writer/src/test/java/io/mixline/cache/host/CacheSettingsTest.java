package io.mixline.cache.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.bootstrap.SnapshotSettings;
import io.mixline.cache.metrics.CacheMetrics;
import io.mixline.cache.server.GrpcSettings;
import io.mixline.schemas.config.ByteSize;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Settings;
import io.mixline.schemas.metrics.MetricsDocument;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CacheSettingsTest {

    @Test
    void settings_become_what_a_host_is_started_with() {
        CacheSettings settings = of(Map.of(
                "cache.directory", "/data/cache",
                "cache.topics", "item-embeddings-v1, item-embeddings-v2",
                "cache.http-port", "0",
                "kafka.bootstrap.servers", "broker:9092",
                "kafka.fetch.max.wait.ms", "50"));

        assertThat(settings.directory()).isEqualTo(Path.of("/data/cache"));
        assertThat(settings.topics().names()).isEqualTo(Set.of("item-embeddings-v1", "item-embeddings-v2"));
        assertThat(settings.topics().kafka())
                .isEqualTo(Map.of("bootstrap.servers", "broker:9092", "fetch.max.wait.ms", "50"));
        assertThat(settings.topics().maxPollRecords()).isEqualTo(2_000);
        assertThat(settings.maxReadyLag()).isEqualTo(10_000);
        assertThat(settings.serving().http().getPort()).isZero();
        assertThat(settings.snapshots().directory()).isEmpty();
    }

    @Test
    void snapshots_are_configured_too() {
        SnapshotSettings snapshots = of(Map.of(
                        "cache.directory", "/data/cache",
                        "cache.topics", "item-embeddings-v1",
                        "cache.snapshot-directory", "/snapshots",
                        "cache.snapshot-interval", "6 h",
                        "cache.snapshots-kept", "3",
                        "cache.snapshot-rate", "1 GiB",
                        "kafka.bootstrap.servers", "broker:9092"))
                .snapshots();

        assertThat(snapshots)
                .isEqualTo(new SnapshotSettings(
                        Optional.of(Path.of("/snapshots")),
                        Optional.of(Duration.ofHours(6)),
                        3,
                        ByteSize.parse("1 GiB")));
    }

    @Test
    void every_problem_is_named() {
        assertThatThrownBy(() -> of(Map.of("cache.directory", "/data/cache", "cache.topics", "")))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "cache.topics: empty (expected: at least one topic)",
                                        "kafka.bootstrap.servers: absent (expected: host:port, with commas between)"));
    }

    @Test
    void grpc_is_served_on_its_port_unless_told_otherwise() {
        GrpcSettings grpc = grpc(Map.of());
        assertThat(grpc.endpoints().tcp()).contains(new InetSocketAddress("0.0.0.0", 9470));
        assertThat(grpc.endpoints().unixSocket()).isEmpty();
        assertThat(grpc.hostName()).isNotBlank();
        assertThat(grpc.limits().call().maxItems()).isEqualTo(10_000);
        assertThat(grpc.limits().threads()).isPositive();

        assertThat(grpc(Map.of("cache.grpc-port", "off")).isOn()).isFalse();
        GrpcSettings unix = grpc(Map.of("cache.grpc-port", "off", "cache.grpc-unix-socket", "/run/cache.sock"));
        assertThat(unix.isOn()).isTrue();
        assertThat(unix.endpoints().unixSocket()).contains(Path.of("/run/cache.sock"));
    }

    @Test
    void every_problem_of_grpc_is_named() {
        assertThatThrownBy(() -> grpc(Map.of(
                        "cache.grpc-port", "70000",
                        "cache.grpc-tls-key", "/key.pem",
                        "cache.grpc-max-unsent", "1 MiB")))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        e -> assertThat(e.problems())
                                .satisfiesExactly(
                                        port -> assertThat(port).startsWith("cache.grpc-port: 70000 (expected: 0 to"),
                                        tls -> assertThat(tls).contains("cache.grpc-tls-key: not both there"),
                                        unsent -> assertThat(unsent).startsWith("cache.grpc-max-unsent: 1 MiB")));
    }

    private static GrpcSettings grpc(Map<String, String> given) {
        return GrpcSettings.of(Settings.parse(GrpcSettings.DECLARED, given));
    }

    @Test
    void metrics_can_be_printed() {
        assertThat(MetricsDocument.markdown("Cache", List.of(CacheMetrics.values())))
                .contains("| `mixline_cache_freshness_seconds` | histogram |");
    }

    private static CacheSettings of(Map<String, String> given) {
        return CacheSettings.of(Settings.parse(CacheSettings.DECLARED, given, CacheSettings.KAFKA_PREFIX));
    }
}
