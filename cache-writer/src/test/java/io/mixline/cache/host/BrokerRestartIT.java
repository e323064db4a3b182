package io.mixline.cache.host;

import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes away and comes back in the middle of a stream, while a host applies it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BrokerRestartIT {

    private static final int ITEMS = 200;
    private static final int RECORDS = 6_000;
    private static final int RESTARTS = 2;

    @TempDir
    private Path directory;

    @Test
    void nothing_is_lost_when_the_broker_restarts_in_mid_stream() {
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("broker"));
        AtomicInteger sent = new AtomicInteger();
        try (EmbeddingTopics topics = new EmbeddingTopics(kafka.bootstrapServers())) {
            topics.create(TOPIC, 3);
            try (CacheHost host =
                    CacheHost.start(HostFixture.settings(directory.resolve("cache"), kafka, Map.of(), TOPIC))) {
                CompletableFuture<Void> stream = CompletableFuture.runAsync(() -> stream(topics, sent));
                for (int restart = 1; restart <= RESTARTS; restart++) {
                    int mid = restart * RECORDS / (RESTARTS + 1);
                    await().atMost(Duration.ofMinutes(1)).until(() -> sent.get() >= mid);
                    kafka.close();
                    kafka = EmbeddedKafka.start(
                            directory.resolve("broker"), kafka.brokerPort(), kafka.controllerPort());
                }
                stream.orTimeout(1, TimeUnit.MINUTES).join();
                Map<TopicPartition, Long> ends = topics.ends(TOPIC, 3);
                host.reached(ends).orTimeout(1, TimeUnit.MINUTES).join();

                assertThat(ends.values().stream().mapToLong(Long::longValue).sum())
                        .isGreaterThanOrEqualTo(RECORDS);
                assertHoldsTheNewest(host);
                assertThat(LostPositionsIT.rereads(host, "cut")).isZero();
                assertThat(LostPositionsIT.rereads(host, "recreated")).isZero();
            }
        } finally {
            kafka.close();
        }
    }

    private static void stream(EmbeddingTopics topics, AtomicInteger sent) {
        for (int version = 0; version < RECORDS; version++) {
            topics.sendLater(TOPIC, record(version));
            sent.set(version + 1);
            if (version % 50 == 0) {
                topics.flush();
            }
        }
        topics.flush();
    }

    /** Item by item with rising versions; what is deleted comes back with its next version. */
    private static ItemEmbedding record(int version) {
        return version % 7 == 0 ? tombstone(item(version), version) : put(item(version), version);
    }

    private static String item(int version) {
        return "item-" + version % ITEMS;
    }

    private static void assertHoldsTheNewest(CacheHost host) {
        List<ItemEmbedding> newest = IntStream.range(RECORDS - ITEMS, RECORDS)
                .mapToObj(BrokerRestartIT::record)
                .toList();
        EmbeddingBatch batch = host.reader()
                .read(ReadRequest.current(
                        SPACE, newest.stream().map(ItemEmbedding::itemId).toList()));
        for (int item = 0; item < newest.size(); item++) {
            ItemId itemId = newest.get(item).itemId();
            assertThat(batch.row(item).status())
                    .as(itemId.value())
                    .isEqualTo(newest.get(item).isTombstone() ? ItemStatus.DELETED : ItemStatus.HIT);
            assertThat(batch.row(item).version())
                    .as(itemId.value())
                    .isEqualTo(newest.get(item).order().version());
        }
    }
}
