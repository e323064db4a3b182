package io.mixline.cache.host;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.changedAt;
import static io.mixline.cache.Embeddings.model;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static io.mixline.cache.Embeddings.writtenBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mixline.cache.Embeddings;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.Lane;
import io.mixline.schemas.config.ByteSize;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CacheHostIT {

    @TempDir
    private static Path brokerDirectory;

    private static EmbeddedKafka kafka;
    private static EmbeddingTopics topics;

    @TempDir
    private Path directory;

    private final HashMap<String, String> kafkaSettings = new HashMap<>();

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.start(brokerDirectory);
        topics = new EmbeddingTopics(kafka.bootstrapServers());
    }

    @AfterAll
    static void stopKafka() {
        topics.close();
        kafka.close();
    }

    @AfterEach
    void forget() {
        kafkaSettings.clear();
    }

    @Test
    void what_stands_in_a_topic_is_readable_once_the_host_is_ready() {
        topics.create("ready", 3);
        topics.send("ready", put("a", 1), put("b", 7), put("a", 2), tombstone("c", 3));

        try (CacheHost host = start("ready")) {
            host.ready().join();

            EmbeddingBatch batch = read(host, "a", "b", "c", "d");
            assertThat(batch.rows().stream().map(EmbeddingRow::status))
                    .containsExactly(ItemStatus.HIT, ItemStatus.HIT, ItemStatus.DELETED, ItemStatus.MISS);
            assertThat(batch.row(0).version()).isEqualTo(new ItemVersion(2));
            assertThat(host.progress().isReady()).isTrue();
        }
    }

    @Test
    void a_hot_tier_that_the_jvm_has_no_memory_for_is_refused() {
        CacheSettings plain = HostFixture.settings(directory, kafka, kafkaSettings, "any");
        CacheSettings settings = new CacheSettings(
                new CacheSettings.Storage(directory, ByteSize.parse("4096 GiB"), 50, new ByteSize(0)),
                plain.topics(),
                0,
                plain.serving(),
                plain.snapshots());

        assertThatThrownBy(() -> CacheHost.start(settings))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("cache.hot-percent of cache.memory: 2199023255552 bytes")
                .hasMessageContaining("-XX:MaxDirectMemorySize");
    }

    @Test
    void a_host_that_starts_again_goes_on_from_its_positions() {
        topics.create("restart", 2);
        topics.send("restart", put("a", 1), put("b", 1), put("c", 1));
        try (CacheHost host = start("restart")) {
            host.ready().join();
            assertThat(Scrape.of(host).value("mixline_cache_records_total{result=\"applied\"}"))
                    .isEqualTo(3);
        }
        topics.send("restart", put("d", 1));

        try (CacheHost host = start("restart")) {
            host.ready().join();
            assertThat(Scrape.of(host).value("mixline_cache_records_total{result=\"applied\"}"))
                    .isEqualTo(1);
            assertThat(read(host, "a", "b", "c", "d").rows())
                    .allSatisfy(row -> assertThat(row.status()).isEqualTo(ItemStatus.HIT));
        }
    }

    @Test
    void an_empty_topic_is_ready_and_applies_what_comes_later() {
        topics.create("later", 1);
        try (CacheHost host = start("later")) {
            host.ready().join();

            topics.send("later", put("a", 1));
            host.reached(Map.of(new TopicPartition("later", 0), 1L)).join();

            assertThat(read(host, "a").status(0)).isEqualTo(ItemStatus.HIT);
        }
    }

    @Test
    void a_topic_that_is_not_there_yet_is_waited_for() {
        try (CacheHost host = start("absent")) {
            await().until(() -> Scrape.of(host).value("mixline_cache_kafka_reachable") == 0);
            assertThat(host.progress().isReady()).isFalse();

            topics.create("absent", 1);
            topics.send("absent", put("a", 1));

            host.ready().join();
            assertThat(Scrape.of(host).value("mixline_cache_kafka_reachable")).isEqualTo(1);
        }
    }

    @Test
    void two_topics_are_two_models_beside_each_other() {
        topics.create("model-1", 2);
        topics.create("model-2", 2);
        EmbeddingModel second = model(SPACE, 2);
        topics.send("model-1", put("a", 1));
        topics.send("model-2", put(second, "a", 1));

        try (CacheHost host = start("model-1", "model-2")) {
            host.ready().join();

            ReadRequest request = ReadRequest.current(SPACE, List.of(new ItemId("a")));
            assertThat(host.reader()
                            .read(request.accepting(Set.of(second.fingerprint())))
                            .model())
                    .isEqualTo(second);
            assertThat(host.reader()
                            .read(request.accepting(Set.of(MODEL.fingerprint())))
                            .model())
                    .isEqualTo(MODEL);
        }
    }

    @Test
    void what_is_no_embedding_is_counted_and_the_rest_is_applied() {
        topics.create("unreadable", 1);
        topics.send("unreadable", put("a", 1));
        topics.sendBytes("unreadable", "b", "no avro".getBytes(StandardCharsets.UTF_8));
        topics.sendBytes("unreadable", "c", null);
        topics.sendBytes("unreadable", "wrong key", topics.encode(put("d", 1)));
        topics.send("unreadable", put(model(new EmbeddingSpace("x"), 1), "e", 1));
        topics.send("unreadable", put("f", 1));

        try (CacheHost host = start("unreadable")) {
            host.ready().join();

            Scrape metrics = Scrape.of(host);
            assertThat(metrics.value("mixline_cache_records_total{result=\"unreadable\"}"))
                    .isEqualTo(3);
            assertThat(metrics.value("mixline_cache_records_total{result=\"refused\"}"))
                    .isEqualTo(1);
            assertThat(metrics.value("mixline_cache_records_total{result=\"applied\"}"))
                    .isEqualTo(2);
            assertThat(host.progress().positions()).isEqualTo(Map.of(new TopicPartition("unreadable", 0), 6L));
            assertThat(read(host, "a", "b", "c", "d", "e", "f").rows().stream().map(EmbeddingRow::status))
                    .containsExactly(
                            ItemStatus.HIT,
                            ItemStatus.MISS,
                            ItemStatus.MISS,
                            ItemStatus.MISS,
                            ItemStatus.MISS,
                            ItemStatus.HIT);
        }
    }

    @Test
    void what_a_replaced_run_appends_is_dropped_and_counted_over_restarts_of_the_host_too() {
        topics.create("two-writers", 1);
        TopicPartition partition = new TopicPartition("two-writers", 0);
        topics.start(partition, Embeddings.start(1));
        topics.send("two-writers", writtenBy(put("a", 1), 1));
        topics.start(partition, Embeddings.start(2));
        topics.send("two-writers", writtenBy(put("a", 5), 1), writtenBy(put("a", 2), 2));

        try (CacheHost host = start("two-writers")) {
            host.ready().join();
            Scrape metrics = Scrape.of(host);
            assertThat(metrics.value("mixline_cache_records_total{result=\"run_start\"}"))
                    .isEqualTo(2);
            assertThat(metrics.value("mixline_cache_records_total{result=\"replaced_writer\"}"))
                    .isEqualTo(1);
            assertThat(metrics.value("mixline_cache_records_total{result=\"applied\"}"))
                    .isEqualTo(2);
            assertThat(read(host, "a").row(0).version()).isEqualTo(new ItemVersion(2));
        }
        topics.send("two-writers", writtenBy(put("a", 6), 1), writtenBy(tombstone("a", 7), 1));

        try (CacheHost host = start("two-writers")) {
            host.ready().join();
            assertThat(Scrape.of(host).value("mixline_cache_records_total{result=\"replaced_writer\"}"))
                    .isEqualTo(2);
            // Compaction may have kept these in place of a newer one, for all that this host knows.
            assertThat(read(host, "a").row(0).status()).isEqualTo(ItemStatus.MISS);
            topics.send("two-writers", writtenBy(put("a", 3), 2));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(
                            () -> assertThat(read(host, "a").row(0).version()).isEqualTo(new ItemVersion(3)));
        }
    }

    @Test
    void a_topic_that_starts_after_offset_zero_is_read_from_there() {
        topics.create("cut-front", 1);
        topics.send("cut-front", put("a", 1), put("b", 1), put("c", 1));
        topics.trim(new TopicPartition("cut-front", 0), 2);

        try (CacheHost host = start("cut-front")) {
            host.ready().join();

            assertThat(read(host, "a", "c").rows().stream().map(EmbeddingRow::status))
                    .containsExactly(ItemStatus.MISS, ItemStatus.HIT);
        }
    }

    @Test
    void freshness_counts_live_changes_from_ready_on_and_is_never_below_zero() {
        topics.create("fresh", 1);
        TopicPartition partition = new TopicPartition("fresh", 0);
        Instant now = Instant.now();
        topics.send("fresh", changedAt(put("history", 1), Lane.LIVE, now.minusSeconds(86_400)));

        try (CacheHost host = start("fresh")) {
            host.ready().join();
            topics.send(
                    "fresh",
                    changedAt(put("replayed", 1), Lane.BACKFILL, now.minusSeconds(80_000)),
                    changedAt(put("history", 1), Lane.LIVE, now.minusSeconds(70_000)), // the same order again
                    changedAt(put("late", 1), Lane.LIVE, now.minusSeconds(100)),
                    changedAt(tombstone("gone", 1), Lane.LIVE, now.minusSeconds(200)),
                    changedAt(put("clock ahead", 1), Lane.LIVE, now.plusSeconds(3_600)));
            host.reached(Map.of(partition, 6L)).join();

            assertThat(host.freshness().count()).isEqualTo(3);
            assertThat(host.freshness().quantile(0)).isZero();
            assertThat(host.freshness().quantile(1)).isBetween(Duration.ofSeconds(200), Duration.ofSeconds(400));
            Scrape metrics = Scrape.of(host);
            assertThat(metrics.value("mixline_cache_freshness_seconds_count")).isEqualTo(3);
            assertThat(metrics.value("mixline_cache_freshness_seconds_sum")).isBetween(300.0, 600.0);
            assertThat(metrics.value("mixline_cache_records_total{result=\"repeated\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void kafka_settings_reach_kafka_and_what_keeps_positions_cannot_be_set() {
        topics.create("settings", 1);
        topics.send("settings", put("a", 1), put("b", 1));
        kafkaSettings.put("auto.offset.reset", "latest");
        kafkaSettings.put("group.id", "somebody");
        kafkaSettings.put("enable.auto.commit", "true");

        try (CacheHost host = start("settings")) {
            host.ready().join();

            assertThat(read(host, "a", "b").rows())
                    .allSatisfy(row -> assertThat(row.status()).isEqualTo(ItemStatus.HIT));
        }
    }

    private CacheHost start(String... names) {
        return CacheHost.start(HostFixture.settings(directory, kafka, kafkaSettings, names));
    }

    private static EmbeddingBatch read(CacheHost host, String... items) {
        return host.reader()
                .read(ReadRequest.current(
                        SPACE, Arrays.stream(items).map(ItemId::new).toList()));
    }
}
