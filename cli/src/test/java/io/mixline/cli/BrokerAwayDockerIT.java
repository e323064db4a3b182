package io.mixline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mixline.cache.host.CacheHost;
import io.mixline.cli.embedded.EmbeddedJob;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.schemas.ItemId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * A broker that goes away in the middle of a stream, while publisher, job and cache go on: nothing is lost, and nothing is
 * wrong at the end, held against a plain map of what was sent.
 */
@Testcontainers(disabledWithoutDocker = true)
class BrokerAwayDockerIT {

    private static final Duration AWAY = Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int FLOWING = 300;

    @TempDir
    Path directory;

    @Test
    void a_broker_that_is_stopped_and_started_loses_nothing() throws Exception {
        try (KafkaInContainer kafka = KafkaInContainer.plain()) {
            survives(kafka, kafka::stop, kafka::startAgain);
        }
    }

    @Test
    void a_broker_that_stops_answering_for_a_while_loses_nothing() throws Exception {
        try (KafkaInContainer kafka = KafkaInContainer.plain()) {
            survives(kafka, kafka::pause, kafka::resume);
        }
    }

    private void survives(KafkaInContainer kafka, Runnable takeAway, Runnable bringBack) throws Exception {
        WholePath path = new WholePath(directory, kafka.clientSettings());
        path.createSourceTopic();
        try (EmbeddedJob job = path.startJob();
                CacheHost host = path.startCache();
                PostingStream stream = PostingStream.start(path.kafka())) {
            host.ready().get(60, TimeUnit.SECONDS);
            awaitFlow(stream, host);

            takeAway.run();
            await().atMost(PATIENCE).until(() -> host.progress().behind().compareTo(AWAY) > 0);
            bringBack.run();
            awaitFlow(stream, host);

            Map<ItemId, PostingStream.Sent> sent = stream.end();
            assertThat(job.webPage()).isNotNull();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(held(host, sent)).isEqualTo(expected(sent)));
        }
    }

    /** Until further changes were taken, and the cache has applied as many. */
    private static void awaitFlow(PostingStream stream, CacheHost host) {
        long taken = stream.taken();
        long applied = applied(host);
        await().atMost(PATIENCE).until(() -> stream.taken() > taken + FLOWING && applied(host) > applied + FLOWING);
    }

    private static long applied(CacheHost host) {
        return host.progress().positions().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static Map<ItemId, String> expected(Map<ItemId, PostingStream.Sent> sent) {
        Map<ItemId, String> expected = new LinkedHashMap<>();
        sent.forEach((id, newest) -> expected.put(
                id, newest.isDelete() ? "deleted at " + newest.version() : newest.version() + " " + newest.title()));
        return expected;
    }

    private static Map<ItemId, String> held(CacheHost host, Map<ItemId, PostingStream.Sent> sent) {
        List<ItemId> ids = new ArrayList<>(sent.keySet());
        Map<ItemId, String> held = new LinkedHashMap<>();
        for (EmbeddingRow row : WholePath.read(host, ids)) {
            held.put(
                    row.itemId(),
                    row.status() == ItemStatus.DELETED
                            ? "deleted at " + row.version()
                            : row.version() + " " + row.shortText());
        }
        return held;
    }
}
