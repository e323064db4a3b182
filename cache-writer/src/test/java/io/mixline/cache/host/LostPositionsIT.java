package io.mixline.cache.host;

import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.model;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static io.mixline.cache.Embeddings.writtenBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mixline.cache.Embeddings;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRequest;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Positions that their topics no longer stand for: what came from there is discarded and read again, and nothing is skipped. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LostPositionsIT {

    @TempDir
    private static Path brokerDirectory;

    private static EmbeddedKafka kafka;
    private static EmbeddingTopics topics;

    @TempDir
    private Path directory;

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

    @Test
    void a_topic_that_was_made_again_under_its_name_replaces_what_came_from_the_old_one() {
        topics.create("again", 1);
        topics.start(partition("again"), Embeddings.start(7));
        topics.send("again", writtenBy(put("a", 5), 7), writtenBy(put("gone", 5), 7));
        try (CacheHost host = start("again")) {
            host.ready().join();
        }
        topics.delete("again");
        topics.create("again", 1);
        // The new topic's runs count from 1 again, and it is longer than the old position.
        topics.start(partition("again"), Embeddings.start(1));
        topics.send("again", writtenBy(put("b", 1), 1), writtenBy(put("a", 2), 1), writtenBy(put("c", 1), 1));

        try (CacheHost host = start("again")) {
            host.ready().join();

            assertThat(statuses(host, "a", "b", "c", "gone"))
                    .containsExactly(ItemStatus.HIT, ItemStatus.HIT, ItemStatus.HIT, ItemStatus.MISS);
            assertThat(read(host, "a").get(0).version()).isEqualTo(new ItemVersion(2));
            assertThat(rereads(host, "recreated")).isEqualTo(1);
        }
        try (CacheHost host = start("again")) {
            host.ready().join();
            assertThat(rereads(host, "recreated")).isZero();
            assertThat(Scrape.of(host).value("mixline_cache_records_total{result=\"applied\"}"))
                    .isZero();
        }
    }

    @Test
    void a_running_host_notices_that_its_topic_was_made_again() {
        topics.create("again-running", 1);
        topics.start(partition("again-running"), Embeddings.start(7));
        topics.send("again-running", writtenBy(put("a", 5), 7), writtenBy(put("gone", 5), 7));
        try (CacheHost host = start("again-running")) {
            host.ready().join();
            topics.delete("again-running");
            topics.create("again-running", 1);
            topics.send("again-running", put("b", 1), put("c", 1), put("a", 2));

            await().atMost(Duration.ofMinutes(1)).until(() -> rereads(host, "recreated") == 1);
            await().atMost(Duration.ofMinutes(1)).until(() -> Scrape.status(host, "/ready") == 200);

            assertThat(statuses(host, "a", "b", "gone"))
                    .containsExactly(ItemStatus.HIT, ItemStatus.HIT, ItemStatus.MISS);
            assertThat(read(host, "a").get(0).version()).isEqualTo(new ItemVersion(2));
            assertThat(host.progress().positions()).isEqualTo(Map.of(partition("again-running"), 3L));
        }
    }

    @Test
    void another_topics_model_stays_readable_while_one_is_read_again() {
        EmbeddingModel other = model(new EmbeddingSpace("space-2"), 2);
        topics.create("one", 1);
        topics.create("two", 1);
        topics.send("one", put("a", 5));
        topics.send("two", put(other, "a", 7));
        try (CacheHost host = start("one", "two")) {
            host.ready().join();
            topics.delete("one");
            topics.create("one", 1);

            await().atMost(Duration.ofMinutes(1)).until(() -> rereads(host, "recreated") == 1);
            await().atMost(Duration.ofMinutes(1)).until(() -> Scrape.status(host, "/ready") == 200);

            assertThat(host.reader()
                            .read(ReadRequest.current(other.space(), List.of(new ItemId("a"))))
                            .status(0))
                    .isEqualTo(ItemStatus.HIT);
            assertThatThrownBy(() -> read(host, "a")).isInstanceOf(ReadRefusedException.class);
        }
    }

    @Test
    void what_a_trimmed_part_of_the_log_deleted_does_not_stay() {
        topics.create("trimmed", 1);
        topics.send("trimmed", put("a", 1), put("deleted", 1));
        try (CacheHost host = start("trimmed")) {
            host.ready().join();
        }
        topics.send("trimmed", tombstone("deleted", 2), put("a", 2), put("b", 1), put("b", 2));
        topics.trim(partition("trimmed"), 5);

        try (CacheHost host = start("trimmed")) {
            host.ready().join();

            assertThat(statuses(host, "deleted", "a", "b"))
                    .containsExactly(ItemStatus.MISS, ItemStatus.MISS, ItemStatus.HIT);
            assertThat(rereads(host, "trimmed")).isEqualTo(1);
            assertThat(Scrape.status(host, "/health")).isEqualTo(200);
        }
    }

    @Test
    void what_was_read_before_it_was_trimmed_stays() {
        topics.create("trimmed-behind", 1);
        topics.send("trimmed-behind", put("a", 1), put("b", 1));
        try (CacheHost host = start("trimmed-behind")) {
            host.ready().join();
        }
        topics.trim(partition("trimmed-behind"), 2);

        try (CacheHost host = start("trimmed-behind")) {
            host.ready().join();

            assertThat(statuses(host, "a", "b")).containsOnly(ItemStatus.HIT);
            assertThat(rereads(host, "trimmed")).isZero();
        }
    }

    @Test
    void partitions_that_are_added_are_read_by_a_running_host() {
        topics.create("growing", 1);
        topics.send("growing", put("a", 1));
        try (CacheHost host = start("growing")) {
            host.ready().join();
            topics.addPartitions("growing", 3);
            TopicPartition added = new TopicPartition("growing", 2);
            topics.send(added, put("b", 1));
            topics.send("growing", put("c", 1));

            host.reached(Map.of(added, 1L)).orTimeout(1, TimeUnit.MINUTES).join();

            assertThat(statuses(host, "a", "b")).containsOnly(ItemStatus.HIT);
        }
    }

    @Test
    void another_cluster_is_refused_and_nothing_is_discarded() {
        topics.create("moved", 1);
        topics.send("moved", put("a", 1));
        try (CacheHost host = start("moved")) {
            host.ready().join();
        }
        try (EmbeddedKafka other = EmbeddedKafka.start(directory.resolve("other-cluster"));
                EmbeddingTopics otherTopics = new EmbeddingTopics(other.bootstrapServers())) {
            otherTopics.create("moved", 1);
            otherTopics.send("moved", put("b", 1));

            try (CacheHost host =
                    CacheHost.start(HostFixture.settings(directory.resolve("cache"), other, Map.of(), "moved"))) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> host.progress().failure() != null);

                assertThat(host.progress().failure())
                        .hasMessageContaining("cluster: ")
                        .hasMessageContaining("set kafka.bootstrap.servers to that cluster");
                assertThat(Scrape.status(host, "/health")).isEqualTo(503);
                assertThat(statuses(host, "a")).containsExactly(ItemStatus.HIT);
            }
        }
    }

    private CacheHost start(String... names) {
        return CacheHost.start(HostFixture.settings(directory.resolve("cache"), kafka, Map.of(), names));
    }

    private static TopicPartition partition(String topic) {
        return new TopicPartition(topic, 0);
    }

    static double rereads(CacheHost host, String reason) {
        return Scrape.of(host).value("mixline_cache_rereads_total{reason=\"" + reason + "\"}");
    }

    static List<EmbeddingRow> read(CacheHost host, String... items) {
        return host.reader()
                .read(ReadRequest.current(
                        SPACE, Arrays.stream(items).map(ItemId::new).toList()))
                .rows();
    }

    static List<ItemStatus> statuses(CacheHost host, String... items) {
        return read(host, items).stream().map(EmbeddingRow::status).toList();
    }
}
