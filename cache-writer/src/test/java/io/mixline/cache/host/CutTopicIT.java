package io.mixline.cache.host;

import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static io.mixline.cache.host.LostPositionsIT.read;
import static io.mixline.cache.host.LostPositionsIT.rereads;
import static io.mixline.cache.host.LostPositionsIT.statuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mixline.client.ItemStatus;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.ItemVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that comes back without the end of a log. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CutTopicIT {

    private static final String TOPIC = "cut";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    @TempDir
    private Path directory;

    private EmbeddedKafka kafka;

    @BeforeEach
    void fillTopic() {
        kafka = EmbeddedKafka.start(directory.resolve("broker"));
        try (EmbeddingTopics topics = new EmbeddingTopics(kafka.bootstrapServers())) {
            topics.create(TOPIC, 1);
            topics.send(TOPIC, put("a", 1), put("b", 1), put("a", 9), tombstone("b", 9));
        }
    }

    @AfterEach
    void stopKafka() {
        kafka.close();
    }

    @Test
    void a_log_that_ends_below_the_position_is_read_again_without_its_lost_end() throws IOException {
        try (CacheHost host = start()) {
            host.ready().join();
        }
        restartWithout(2);

        try (CacheHost host = start()) {
            host.ready().join();

            assertThat(rereads(host, "cut")).isEqualTo(1);
            assertThat(statuses(host, "a", "b")).containsOnly(ItemStatus.HIT);
            assertThat(read(host, "a").get(0).version()).isEqualTo(new ItemVersion(1));
            assertThat(host.progress().positions()).isEqualTo(Map.of(PARTITION, 2L));
        }
    }

    @Test
    void a_log_that_was_cut_and_written_anew_beyond_the_position_is_read_again() throws IOException {
        try (CacheHost host = start()) {
            host.ready().join();
        }
        restartWithout(2);
        try (EmbeddingTopics topics = new EmbeddingTopics(kafka.bootstrapServers())) {
            topics.send(TOPIC, put("c", 1), put("a", 2), put("d", 1), put("e", 1));
        }

        try (CacheHost host = start()) {
            await().atMost(Duration.ofMinutes(1)).until(() -> rereads(host, "cut") == 1);
            host.reached(Map.of(PARTITION, 6L)).join();

            assertThat(statuses(host, "a", "b", "c", "d", "e")).containsOnly(ItemStatus.HIT);
            assertThat(read(host, "a").get(0).version()).isEqualTo(new ItemVersion(2));
        }
    }

    @Test
    void a_running_host_notices_that_the_broker_came_back_without_the_end_of_the_log() throws IOException {
        try (CacheHost host = start()) {
            host.ready().join();
            restartWithout(2);
            try (EmbeddingTopics topics = new EmbeddingTopics(kafka.bootstrapServers())) {
                topics.send(TOPIC, put("c", 1));
            }

            await().atMost(Duration.ofMinutes(1)).until(() -> rereads(host, "cut") == 1);
            await().atMost(Duration.ofMinutes(1)).until(() -> Scrape.status(host, "/ready") == 200);

            assertThat(statuses(host, "a", "b", "c")).containsOnly(ItemStatus.HIT);
            assertThat(read(host, "a").get(0).version()).isEqualTo(new ItemVersion(1));
        }
    }

    private void restartWithout(long endOffset) throws IOException {
        kafka.close();
        PartitionFiles.cut(directory.resolve("broker"), PARTITION, endOffset);
        kafka = EmbeddedKafka.start(directory.resolve("broker"), kafka.brokerPort(), kafka.controllerPort());
    }

    private CacheHost start() {
        return CacheHost.start(HostFixture.settings(directory.resolve("cache"), kafka, Map.of(), TOPIC));
    }
}
