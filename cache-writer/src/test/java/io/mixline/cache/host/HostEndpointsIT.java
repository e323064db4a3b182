package io.mixline.cache.host;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.SHAPE;
import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.model;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mixline.cache.metrics.CacheMetrics;
import io.mixline.cache.server.GrpcSettings;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.HostDescription;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import io.mixline.client.grpc.HostCallException;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.ItemId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host as other processes see it: over gRPC, through shared memory, and its HTTP endpoint. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HostEndpointsIT {

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
    void other_processes_read_over_grpc_until_the_host_closes_and_calls_are_counted() {
        topics.create("served", 2);
        topics.send("served", put("a", 2), tombstone("c", 3));
        CacheSettings inProcess = settings("served");
        CacheSettings settings = inProcess.withGrpc(
                GrpcSettings.plain(inProcess.serving().http(), Optional.of(directory.resolve("grpc.sock"))));
        List<String> addresses;
        try (CacheHost host = CacheHost.start(settings)) {
            host.ready().join();
            addresses = host.grpcAddresses();
            assertThat(addresses).hasSize(2);
            for (String address : addresses) {
                try (GrpcEmbeddingReader reader = GrpcEmbeddingReader.of(address)) {
                    ReadRequest request =
                            ReadRequest.current(SPACE, List.of(new ItemId("a"), new ItemId("c"), new ItemId("d")));
                    assertThat(reader.read(request).rows().stream().map(EmbeddingRow::status))
                            .containsExactly(ItemStatus.HIT, ItemStatus.DELETED, ItemStatus.MISS);
                    HostDescription described = reader.describe();
                    assertThat(described.ready()).isTrue();
                    assertThat(described.behind()).isPresent();
                    assertThat(described.partitions().stream()
                                    .mapToLong(HostDescription.HeldPartition::nextOffset)
                                    .sum())
                            .isEqualTo(2);
                }
            }
            await().untilAsserted(() -> assertThat(
                            Scrape.of(host)
                                    .value(
                                            "mixline_cache_calls_total{code=\"OK\",method=\"mixline.cache.v1.EmbeddingCache/GetEmbeddings\"}"))
                    .isEqualTo(2));
            assertThat(Scrape.of(host).value("mixline_cache_call_bytes_total{direction=\"sent\"}"))
                    .isGreaterThan(2 * 3 * SHAPE.bytes());
        }
        try (GrpcEmbeddingReader late = GrpcEmbeddingReader.of(addresses.get(0))) {
            assertThatThrownBy(late::describe).isInstanceOf(HostCallException.class);
        }
    }

    @Test
    void tokens_through_shared_memory_are_counted() {
        topics.create("shared", 2);
        topics.send("shared", put("a", 2));
        CacheSettings inProcess = settings("shared");
        CacheSettings settings = inProcess.withGrpc(
                GrpcSettings.plain(inProcess.serving().http(), Optional.of(directory.resolve("grpc.sock"))));
        String shared = "mixline_cache_call_bytes_total{direction=\"shared\"}";
        try (CacheHost host = CacheHost.start(settings);
                GrpcEmbeddingReader reader = GrpcEmbeddingReader.of("unix:" + directory.resolve("grpc.sock"))) {
            host.ready().join();
            assertThat(Scrape.of(host).value(shared)).isZero();

            await().untilAsserted(() -> {
                assertThat(reader.read(ReadRequest.current(SPACE, List.of(new ItemId("a"))))
                                .rows())
                        .extracting(EmbeddingRow::status)
                        .containsExactly(ItemStatus.HIT);
                assertThat(Scrape.of(host).value(shared)).isGreaterThanOrEqualTo(SHAPE.bytes());
            });
        }
    }

    @Test
    void metrics_health_and_readiness_are_served() {
        topics.create("endpoint", 1);
        topics.send("endpoint", put("a", 1), tombstone("b", 1));

        try (CacheHost host = CacheHost.start(settings("endpoint"))) {
            host.ready().join();
            host.reader().read(ReadRequest.current(SPACE, List.of(new ItemId("a"), new ItemId("b"), new ItemId("c"))));

            Scrape metrics = Scrape.of(host);
            assertThat(CacheMetrics.values())
                    .allSatisfy(metric -> assertThat(metrics.text()).contains("# TYPE " + metric.metricName() + " "));
            assertThat(metrics.value("mixline_cache_position{partition=\"0\",topic=\"endpoint\"}"))
                    .isEqualTo(2);
            assertThat(metrics.value("mixline_cache_lag_records{topic=\"endpoint\"}"))
                    .isZero();
            assertThat(metrics.value("mixline_cache_ready")).isEqualTo(1);
            assertThat(metrics.value("mixline_cache_behind_seconds")).isLessThan(60);
            String model = "model=\"" + MODEL.fingerprint() + "\",space=\"space-1\"";
            assertThat(metrics.value("mixline_cache_items{" + model + ",state=\"live\"}"))
                    .isEqualTo(1);
            assertThat(metrics.value("mixline_cache_items{" + model + ",state=\"deleted\"}"))
                    .isEqualTo(1);
            assertThat(metrics.value("mixline_cache_read_items_total{status=\"miss\"}"))
                    .isEqualTo(1);
            assertThat(metrics.value("mixline_cache_read_seconds_count")).isEqualTo(1);
            assertThat(Scrape.status(host, "/health")).isEqualTo(200);
            assertThat(Scrape.status(host, "/ready")).isEqualTo(200);
            assertThat(Scrape.body(host, "/ready"))
                    .matches("ready: 0 records missing, complete as of \\d+(\\.\\d)? s ago\n");
        }
    }

    private CacheSettings settings(String topic) {
        return HostFixture.settings(directory, kafka, Map.of(), topic);
    }
}
