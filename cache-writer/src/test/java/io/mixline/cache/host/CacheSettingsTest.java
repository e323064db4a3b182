package io.mixline.cache.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.bootstrap.SnapshotSettings;
import io.mixline.cache.metrics.CacheMetrics;
import io.mixline.schemas.config.ByteSize;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Settings;
import io.mixline.schemas.metrics.MetricsDocument;
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
    void metrics_can_be_printed() {
        assertThat(MetricsDocument.markdown("Cache", List.of(CacheMetrics.values())))
                .contains("| `mixline_cache_freshness_seconds` | histogram |");
    }

    private static CacheSettings of(Map<String, String> given) {
        return CacheSettings.of(Settings.parse(CacheSettings.DECLARED, given, CacheSettings.KAFKA_PREFIX));
    }
}
