package io.mixline.cache.host;

import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.registry.RegistryServer;
import io.mixline.registry.RegistrySettings;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.codec.Framing;
import io.mixline.schemas.codec.ItemEmbeddingCodec;
import io.mixline.schemas.codec.RecordRefusedException;
import io.mixline.schemas.codec.SchemaRegistry;
import io.mixline.schemas.config.ByteSize;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An embeddings topic in Confluent's wire format. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SchemaRegistryIT {

    private static final List<Setting<?>> SETTINGS = RegistrySettings.ALL;

    @TempDir
    private Path directory;

    @Test
    void what_could_not_be_read_without_the_registry_is_applied_once_it_is_back() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                RegistryServer registry = RegistryServer.start();
                EmbeddingTopics topics = new EmbeddingTopics(kafka.bootstrapServers())) {
            ItemEmbeddingCodec confluent = new ItemEmbeddingCodec(
                    Framing.confluent(new Registering(registry), record -> "embeddings-" + record));
            topics.create("framed", 1);
            topics.send("framed", put("a", 1)); // before the topic changed over
            topics.sendBytes("framed", "b", confluent.encode(put("b", 2)));
            topics.sendBytes("framed", "c", new byte[] {0, 0, 0, 0, 99, 1});
            registry.failNext(1_000_000, 503);

            try (CacheHost host = CacheHost.start(settings(kafka, registry))) {
                await().until(() -> registry.requests().size() > 4);
                assertThat(host.progress().isReady()).isFalse();

                registry.failNext(0, 503);
                host.ready().join();
                assertThat(List.of(status(host, "a"), status(host, "b"), status(host, "c")))
                        .containsExactly(ItemStatus.HIT, ItemStatus.HIT, ItemStatus.MISS);
                assertThat(Scrape.of(host).value("mixline_cache_records_total{result=\"unreadable\"}"))
                        .isEqualTo(1);
            }
        }
    }

    private static ItemStatus status(CacheHost host, String id) {
        return host.reader()
                .read(ReadRequest.current(SPACE, List.of(new ItemId(id))))
                .status(0);
    }

    private CacheSettings settings(EmbeddedKafka kafka, RegistryServer registry) {
        Framing framing = RegistrySettings.readingFraming(Settings.parse(
                SETTINGS,
                Map.of(
                        "registry.url", registry.url(),
                        "registry.attempts", "2",
                        "registry.first-backoff", "10 ms")));
        return new CacheSettings(
                directory.resolve("cache"),
                new CacheSettings.Topics(
                        Set.of("framed"),
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        500,
                        Duration.ofMillis(200),
                        framing),
                100,
                new ByteSize(0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Registers at the server itself, whatever it answers over HTTP. */
    private record Registering(RegistryServer server) implements SchemaRegistry {

        @Override
        public Schema schema(int id) {
            throw new RecordRefusedException(DeadLetterKind.UNKNOWN_SCHEMA, "schema id: " + id);
        }

        @Override
        public int id(String subject, Schema schema) {
            return server.register(subject, schema.toString());
        }
    }
}
