package io.mixline.cache.host;

import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.bootstrap.PublishedSnapshot;
import io.mixline.cache.bootstrap.SnapshotSettings;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.config.ByteSize;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host takes snapshots while it applies; another one starts from them and reads the tail. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SnapshotHostIT {

    private static final int ITEMS = 200;
    private static final int PARTITIONS = 2;

    @TempDir
    private static Path brokerDirectory;

    private static EmbeddedKafka kafka;
    private static EmbeddingTopics topics;

    @TempDir
    private Path directory;

    private Path snapshots;

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

    @BeforeEach
    void makeDirectory() throws IOException {
        snapshots = Files.createDirectory(directory.resolve("snapshots"));
    }

    @Test
    void a_host_without_a_cache_starts_from_a_snapshot_taken_under_load_and_reads_only_what_came_later() {
        topics.create("load", PARTITIONS);
        sendLater("load", 0, 2_000);
        topics.flush();
        try (CacheHost a = CacheHost.start(settings("a", "load"))) {
            ready(a);
            sendLater("load", 2_000, 6_000);
            Map<TopicPartition, Long> held = positions(snapshot(a)); // while these are applied
            topics.flush();
            sendLater("load", 6_000, 7_000);
            topics.flush();

            try (CacheHost b = CacheHost.start(settings("b", "load"))) {
                ready(b);
                Map<TopicPartition, Long> ends = topics.ends("load", PARTITIONS);
                reached(a, ends);
                reached(b, ends);

                assertThat(rows(b)).isEqualTo(rows(a));
                assertThat(bytes(b)).isEqualTo(bytes(a));
                assertThat((long) applied(b)).isEqualTo(sum(ends) - sum(held));
                assertThat(sum(held)).isGreaterThanOrEqualTo(2_000);
            }
        }
    }

    @Test
    void a_restored_host_serves_what_it_restored_and_is_ready_once_it_has_caught_up() throws Exception {
        topics.create("catch-up", 1);
        topics.send("catch-up", put("a", 1), put("b", 1));
        try (CacheHost a = CacheHost.start(settings("a", "catch-up"))) {
            ready(a);
            snapshot(a);
        }
        IntStream.range(2, 900).forEach(version -> topics.sendLater("catch-up", put("b", version)));
        topics.flush();
        HeldBack held = new HeldBack(new AtomicInteger(), new CountDownLatch(1), new CountDownLatch(1));
        try (CacheHost b = CacheHost.start(settings("b", "catch-up", 10_000), held::over);
                AutoCloseable release = held.mayGoOn::countDown) {
            assertThat(held.arrived.await(1, TimeUnit.MINUTES)).isTrue();

            assertThat(b.progress().lag()).isPositive();
            assertThat(b.progress().isReady()).isFalse();
            assertThat(b.ready()).isNotDone();
            assertThat(Scrape.status(b, "/ready")).isEqualTo(503);
            assertThat(Scrape.status(b, "/health")).isEqualTo(200);
            assertThat(statuses(b, "a", "b")).containsExactly(ItemStatus.HIT, ItemStatus.HIT);

            release.close();
            ready(b);
            assertThat(Scrape.status(b, "/ready")).isEqualTo(200);
            assertThat(read(b, List.of("b")).row(0).version()).isEqualTo(new ItemVersion(899));
        }
    }

    @Test
    void a_snapshot_of_a_topic_that_was_made_again_is_discarded_and_the_new_one_read_from_its_start() {
        topics.create("recreated", 1);
        topics.send("recreated", put("old", 1), put("a", 9));
        try (CacheHost a = CacheHost.start(settings("a", "recreated"))) {
            ready(a);
            snapshot(a);
        }
        topics.delete("recreated");
        topics.create("recreated", 1);
        topics.send("recreated", put("a", 1), put("b", 1), put("c", 1));

        try (CacheHost b = CacheHost.start(settings("b", "recreated"))) {
            ready(b);

            assertThat(statuses(b, "old", "a", "b")).containsExactly(ItemStatus.MISS, ItemStatus.HIT, ItemStatus.HIT);
            assertThat(Scrape.of(b).value("mixline_cache_rereads_total{reason=\"recreated\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void a_snapshot_whose_tail_was_trimmed_is_discarded_and_the_topic_read_from_its_start() {
        topics.create("trimmed", 1);
        topics.send("trimmed", put("gone", 1));
        try (CacheHost a = CacheHost.start(settings("a", "trimmed"))) {
            ready(a);
            snapshot(a);
        }
        topics.send("trimmed", tombstone("gone", 2), put("a", 1), put("b", 1));
        topics.trim(new TopicPartition("trimmed", 0), 3);

        try (CacheHost b = CacheHost.start(settings("b", "trimmed"))) {
            ready(b);

            assertThat(statuses(b, "gone", "b")).containsExactly(ItemStatus.MISS, ItemStatus.HIT);
            assertThat(Scrape.of(b).value("mixline_cache_rereads_total{reason=\"trimmed\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void hosts_that_share_a_directory_take_one_snapshot_an_interval_together() {
        topics.create("shared", 1);
        topics.send("shared", put("a", 1));
        SnapshotSettings hourly = snapshots(Optional.of(Duration.ofHours(1)));
        try (CacheHost a = CacheHost.start(settings("a", "shared").withSnapshots(hourly))) {
            await().until(() -> Scrape.of(a).value("mixline_cache_snapshot_seconds_count") == 1);
            try (CacheHost b = CacheHost.start(settings("b", "shared").withSnapshots(hourly))) {
                ready(b);
                await().until(() -> Scrape.of(b).value("mixline_cache_snapshot_age_seconds") < 600);

                assertThat(Scrape.of(b).value("mixline_cache_snapshot_seconds_count"))
                        .isZero();
                assertThat(applied(b)).isZero();
            }
        }
    }

    @Test
    void a_snapshot_is_taken_on_demand_over_http_and_one_that_fails_harms_nobody() throws Exception {
        topics.create("demand", 1);
        topics.send("demand", put("a", 1));
        try (CacheHost a = CacheHost.start(settings("a", "demand"))) {
            ready(a);
            assertThat(Scrape.status(a, "/snapshot")).isEqualTo(405);
            assertThat(post(a)).isEqualTo(202);
            await().until(() -> Scrape.of(a).value("mixline_cache_snapshot_seconds_count") == 1);
            assertThat(Scrape.of(a).value("mixline_cache_snapshot_bytes")).isPositive();

            Files.move(snapshots, directory.resolve("unmounted"));
            assertThat(a.takeSnapshot()).failsWithin(Duration.ofMinutes(1));

            assertThat(Scrape.of(a).value("mixline_cache_snapshot_failures_total"))
                    .isEqualTo(1);
            topics.send("demand", put("b", 1));
            reached(a, topics.ends("demand", 1));
            assertThat(statuses(a, "a", "b")).containsExactly(ItemStatus.HIT, ItemStatus.HIT);
            assertThat(Scrape.status(a, "/health")).isEqualTo(200);
        }
    }

    @Test
    void a_damaged_snapshot_is_counted_and_the_topic_read_instead() throws IOException {
        topics.create("damaged", 1);
        topics.send("damaged", put("a", 1));
        try (CacheHost a = CacheHost.start(settings("a", "damaged"))) {
            ready(a);
            Path current = snapshot(a).directory().resolve("CURRENT");
            byte[] changed = Files.readAllBytes(current);
            changed[0] ^= 1;
            Files.write(current, changed);
        }

        try (CacheHost b = CacheHost.start(settings("b", "damaged"))) {
            ready(b);

            assertThat(Scrape.of(b).value("mixline_cache_snapshots_skipped_total{reason=\"checksum\"}"))
                    .isEqualTo(1);
            assertThat(applied(b)).isEqualTo(1);
            assertThat(statuses(b, "a")).containsExactly(ItemStatus.HIT);
        }
    }

    private CacheSettings settings(String host, String topic, long maxReadyLag) {
        CacheSettings plain = settings(host, topic);
        return new CacheSettings(plain.storage(), plain.topics(), maxReadyLag, plain.serving(), plain.snapshots());
    }

    private CacheSettings settings(String host, String topic) {
        return HostFixture.settings(directory.resolve(host), kafka, Map.of(), topic)
                .withSnapshots(snapshots(Optional.empty()));
    }

    private SnapshotSettings snapshots(Optional<Duration> interval) {
        return new SnapshotSettings(Optional.of(snapshots), interval, 2, new ByteSize(0));
    }

    private static void sendLater(String topic, int from, int to) {
        for (int version = from; version < to; version++) {
            topics.sendLater(topic, embedding(version));
        }
    }

    private static ItemEmbedding embedding(int version) {
        String item = "item-" + version * 7 % ITEMS;
        return version % 9 == 0 ? tombstone(item, version) : put(item, version);
    }

    private static void ready(CacheHost host) {
        host.ready().orTimeout(1, TimeUnit.MINUTES).join();
    }

    private static void reached(CacheHost host, Map<TopicPartition, Long> ends) {
        host.reached(ends).orTimeout(1, TimeUnit.MINUTES).join();
    }

    private static PublishedSnapshot snapshot(CacheHost host) {
        return host.takeSnapshot().orTimeout(1, TimeUnit.MINUTES).join().orElseThrow();
    }

    private static Map<TopicPartition, Long> positions(PublishedSnapshot snapshot) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        snapshot.manifest()
                .content()
                .positions()
                .forEach((partition, position) -> offsets.put(partition, position.nextOffset()));
        return offsets;
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Records of any result that the host has read. */
    private static double applied(CacheHost host) {
        Scrape metrics = Scrape.of(host);
        double records = 0;
        for (ApplyOutcome outcome : ApplyOutcome.values()) {
            records += metrics.value(
                    "mixline_cache_records_total{result=\"" + outcome.name().toLowerCase(Locale.ROOT) + "\"}");
        }
        return records;
    }

    private static List<EmbeddingRow> rows(CacheHost host) {
        return read(host, allItems()).rows();
    }

    private static ByteBuffer bytes(CacheHost host) {
        return read(host, allItems()).tokens();
    }

    private static List<ItemStatus> statuses(CacheHost host, String... items) {
        return read(host, List.of(items)).rows().stream()
                .map(EmbeddingRow::status)
                .toList();
    }

    private static EmbeddingBatch read(CacheHost host, List<String> items) {
        return host.reader()
                .read(ReadRequest.current(SPACE, items.stream().map(ItemId::new).toList()));
    }

    private static List<String> allItems() {
        return new ArrayList<>(
                IntStream.range(0, ITEMS).mapToObj(item -> "item-" + item).toList());
    }

    private static int post(CacheHost host) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + host.httpAddress().getPort() + "/snapshot");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Lets one write of a host through, and the next one wait. */
    private record HeldBack(AtomicInteger writes, CountDownLatch arrived, CountDownLatch mayGoOn) {

        EmbeddingCache over(EmbeddingCache cache) {
            return new EmbeddingCache() {
                @Override
                public List<ApplyOutcome> apply(CacheWrite write) {
                    if (writes.incrementAndGet() > 1) {
                        hold();
                    }
                    return cache.apply(write);
                }

                @Override
                public List<CachedModel> discard(String topic) {
                    return cache.discard(topic);
                }

                @Override
                public CacheSnapshot snapshot() {
                    return cache.snapshot();
                }

                @Override
                public void close() {
                    cache.close();
                }
            };
        }

        private void hold() {
            arrived.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
