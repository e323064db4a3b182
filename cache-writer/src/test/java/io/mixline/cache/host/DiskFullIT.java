package io.mixline.cache.host;

import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.host.LostPositionsIT.read;
import static io.mixline.cache.host.LostPositionsIT.statuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.client.ItemStatus;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.config.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host whose disk fills up stops applying and goes on serving. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DiskFullIT {

    private static final long MARK = 1_000_000;

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
    void below_the_mark_nothing_is_applied_reads_go_on_and_it_resumes_from_its_positions() {
        topics.create("nearly-full", 1);
        topics.send("nearly-full", put("a", 1));
        AtomicLong free = new AtomicLong(2 * MARK);
        CacheSettings plain = HostFixture.settings(directory, kafka, Map.of(), "nearly-full");
        CacheSettings settings = new CacheSettings(
                plain.directory(),
                plain.topics(),
                plain.maxReadyLag(),
                new ByteSize(MARK),
                plain.serving().http());
        try (CacheHost host = CacheHost.start(settings, UnaryOperator.identity(), free::get)) {
            host.ready().orTimeout(1, TimeUnit.MINUTES).join();

            free.set(MARK - 1);
            await().until(() -> Scrape.of(host).value("mixline_cache_paused") == 1);
            topics.send("nearly-full", put("a", 2), put("b", 1));
            await().until(() -> host.progress().lag() == 2); // so Kafka is still asked

            assertThat(statuses(host, "a", "b")).containsExactly(ItemStatus.HIT, ItemStatus.MISS);
            assertThat(read(host, "a").get(0).version()).isEqualTo(new ItemVersion(1));
            assertThat(Scrape.status(host, "/ready")).isEqualTo(503);
            assertThat(Scrape.status(host, "/health")).isEqualTo(200);
            assertThat(Scrape.of(host).value("mixline_cache_free_bytes")).isEqualTo(MARK - 1);

            free.set(2 * MARK);
            host.reached(Map.of(new TopicPartition("nearly-full", 0), 3L))
                    .orTimeout(1, TimeUnit.MINUTES)
                    .join();
            await().until(() -> Scrape.status(host, "/ready") == 200);

            assertThat(statuses(host, "a", "b")).containsOnly(ItemStatus.HIT);
            assertThat(read(host, "a").get(0).version()).isEqualTo(new ItemVersion(2));
        }
    }

    @Test
    void a_write_that_finds_no_space_is_made_again_and_loses_nothing() {
        topics.create("full", 1);
        topics.send("full", put("a", 1), put("b", 1));
        AtomicInteger refusals = new AtomicInteger(2);
        CacheSettings settings = HostFixture.settings(directory, kafka, Map.of(), "full");
        try (CacheHost host = CacheHost.start(settings, cache -> new FullDisk(cache, refusals))) {
            host.ready().orTimeout(1, TimeUnit.MINUTES).join();

            assertThat(refusals).hasValue(0);
            assertThat(statuses(host, "a", "b")).containsOnly(ItemStatus.HIT);
            assertThat(Scrape.of(host).value("mixline_cache_records_total{result=\"applied\"}"))
                    .isEqualTo(2);
        }
    }

    /** Refuses that many writes with changes. */
    private record FullDisk(EmbeddingCache cache, AtomicInteger refusals) implements EmbeddingCache {

        @Override
        public List<ApplyOutcome> apply(CacheWrite write) {
            if (!write.changes().isEmpty() && refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new CacheException(CacheException.Kind.NO_SPACE, "no space");
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
    }
}
