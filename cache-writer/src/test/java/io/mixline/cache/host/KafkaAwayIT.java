package io.mixline.cache.host;

import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.client.StalenessRule;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.ItemId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KafkaAwayIT {

    @TempDir
    private Path directory;

    @Test
    void while_kafka_is_away_reads_go_on_and_its_lag_shows_and_applying_goes_on_when_it_is_back() {
        Path brokerDirectory = directory.resolve("broker");
        EmbeddedKafka kafka = EmbeddedKafka.start(brokerDirectory);
        TopicPartition partition = new TopicPartition("away", 0);
        try (EmbeddingTopics topics = new EmbeddingTopics(kafka.bootstrapServers())) {
            topics.create("away", 1);
            topics.send("away", put("a", 1));
        }
        ReadRequest request = ReadRequest.current(SPACE, List.of(new ItemId("a")));
        try (CacheHost host =
                CacheHost.start(HostFixture.settings(directory.resolve("cache"), kafka, Map.of(), "away"))) {
            host.ready().join();
            kafka.close();

            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Scrape.of(host).value("mixline_cache_kafka_reachable") == 0);
            assertThat(host.reader().read(request).status(0)).isEqualTo(ItemStatus.HIT);
            assertThat(host.reader()
                            .read(request.withStaleness(StalenessRule.maxHostBehind(Duration.ofSeconds(1))))
                            .status(0))
                    .isEqualTo(ItemStatus.STALE);
            assertThat(Scrape.status(host, "/health")).isEqualTo(200);
            assertThat(Scrape.status(host, "/ready")).isEqualTo(200);

            kafka = EmbeddedKafka.start(brokerDirectory, kafka.brokerPort(), kafka.controllerPort());
            try (EmbeddingTopics topics = new EmbeddingTopics(kafka.bootstrapServers())) {
                topics.send("away", put("a", 2));
            }
            host.reached(Map.of(partition, 2L)).join();
            await().until(() -> Scrape.of(host).value("mixline_cache_kafka_reachable") == 1);
        } finally {
            kafka.close();
        }
    }

    @Test
    void a_host_that_starts_before_kafka_serves_what_it_has() {
        Path brokerDirectory = directory.resolve("broker");
        EmbeddedKafka kafka = EmbeddedKafka.start(brokerDirectory);
        try (EmbeddingTopics topics = new EmbeddingTopics(kafka.bootstrapServers())) {
            topics.create("away", 1);
            topics.send("away", put("a", 1));
        }
        CacheSettings settings = HostFixture.settings(directory.resolve("cache"), kafka, Map.of(), "away");
        try (CacheHost host = CacheHost.start(settings)) {
            host.ready().join();
        }
        kafka.close();

        try (CacheHost host = CacheHost.start(settings)) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Scrape.of(host).value("mixline_cache_kafka_reachable") == 0);
            ReadRequest request = ReadRequest.current(SPACE, List.of(new ItemId("a")));
            assertThat(host.reader().read(request).status(0)).isEqualTo(ItemStatus.HIT);
            assertThat(Scrape.status(host, "/ready")).isEqualTo(503);
            assertThat(Scrape.body(host, "/ready")).isEqualTo("not ready: 0 records missing, has not caught up yet\n");

            kafka = EmbeddedKafka.start(brokerDirectory, kafka.brokerPort(), kafka.controllerPort());
            host.ready().join();
        } finally {
            kafka.close();
        }
    }
}
