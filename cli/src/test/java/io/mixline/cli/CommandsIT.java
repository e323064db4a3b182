package io.mixline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.host.CacheHost;
import io.mixline.cache.host.CacheSettings;
import io.mixline.cache.server.GrpcSettings;
import io.mixline.cache.server.ReadLimits;
import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.config.ByteSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code publish}, {@code job} and {@code get}, one after the other, against a broker. */
class CommandsIT {

    private static final String MODEL_TOPIC = "item-embeddings-hashing-k2-v1";

    @TempDir
    Path directory;

    @Test
    void a_file_goes_through_the_job_into_a_cache_that_get_reads() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
            createSourceTopics(kafka);
            Path config = configuration(kafka);

            CommandRun publish = CommandRun.of("publish", postings().toString(), "--config", config.toString());
            assertThat(publish.exitCode()).as(publish.err()).isEqualTo(1);
            assertThat(publish.out()).contains("2 postings published to job-postings, 1 rows did not fit");
            assertThat(publish.err()).contains("line 3: title and description: both empty");

            CommandRun job = CommandRun.of("job", "--config", config.toString());
            assertThat(job.exitCode()).as(job.err()).isZero();

            try (CacheHost host = fillCache(kafka)) {
                String address = host.grpcAddresses().get(0);
                assertShowsItems(CommandRun.of("get", "a1", "a2", "a9", "--address", address));
                CommandRun all = CommandRun.of("get", "a1", "a2", "--address", address);
                assertThat(all.exitCode()).as(all.err()).isZero();
                assertThat(all.err()).isEmpty();
                CommandRun describe = CommandRun.of("describe", "--address", address);
                assertThat(describe.exitCode()).as(describe.err()).isZero();
                assertThat(describe.out())
                        .contains("test-host: ready, 0 records missing", "hashing-k2", "[2, 8] FLOAT16", MODEL_TOPIC)
                        .containsPattern("complete as of \\d+(\\.\\d)? s ago");
            }
            assertShowsItems(CommandRun.of(
                    "get",
                    "a1",
                    "a2",
                    "a9",
                    "--directory",
                    directory.resolve("cache").toString()));
        }
    }

    @Test
    void a_job_whose_directory_is_lost_is_refused_and_goes_on_from_a_seed() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
            createSourceTopics(kafka);
            Path config = configuration(kafka);
            CommandRun tooEarly = CommandRun.of("job", "seed", "--config", config.toString());
            assertThat(tooEarly.exitCode()).as(tooEarly.err()).isEqualTo(1);
            assertThat(tooEarly.err()).contains("topic " + MODEL_TOPIC + ": absent");
            var unused = CommandRun.of("publish", postings().toString(), "--config", config.toString());
            assertThat(CommandRun.of("job", "--config", config.toString()).exitCode())
                    .isZero();

            String elsewhere = "flink.directory=" + directory.resolve("elsewhere");
            CommandRun refused = CommandRun.of("job", "--config", config.toString(), "--set", elsewhere);
            assertThat(refused.exitCode()).isEqualTo(1);
            CommandRun seed = CommandRun.of("job", "seed", "--config", config.toString(), "--set", elsewhere);
            assertThat(seed.exitCode()).as(seed.err()).isZero();
            assertThat(seed.out()).contains("savepoint file:", "elsewhere");
            CommandRun again = CommandRun.of("job", "seed", "--config", config.toString(), "--set", elsewhere);
            assertThat(again.exitCode()).isEqualTo(1);
            assertThat(again.err())
                    .contains("(expected: an empty or a new one)")
                    .doesNotContain("\tat ");

            CommandRun seeded = CommandRun.of("job", "--config", config.toString(), "--set", elsewhere);
            assertThat(seeded.exitCode()).as(seeded.err()).isZero();
        }
    }

    @Test
    void a_host_that_is_not_ready_may_not_have_read_an_item_yet() {
        try (CacheHost host = CacheHost.start(settings("127.0.0.1:1"))) {
            CommandRun get =
                    CommandRun.of("get", "a1", "--address", host.grpcAddresses().get(0));

            assertThat(get.exitCode()).isEqualTo(1);
            assertThat(get.out().lines()).containsExactly("a1: MISS");
            assertThat(get.err().lines())
                    .containsExactly("mixline: 1 of 1 ids not found: a1; the host is not ready, and may not have read"
                            + " all yet");
        }
    }

    @Test
    void a_broker_that_is_not_there_is_one_line() throws IOException {
        CommandRun run = CommandRun.of(
                "publish",
                postings().toString(),
                "--set",
                "kafka.bootstrap.servers=127.0.0.1:1",
                "--set",
                "kafka.max.block.ms=500");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("(expected: a broker at kafka.bootstrap.servers that takes records)")
                .doesNotContain("\tat ");
    }

    private Path postings() throws IOException {
        return Files.writeString(directory.resolve("jobs.csv"), """
                id,version,op,title,company
                a1,1,,Cook,The Copper Pot
                a3,1,,,
                a2,4,DELETE,,
                """);
    }

    private Path configuration(EmbeddedKafka kafka) throws IOException {
        return Files.writeString(directory.resolve("mixline.yaml"), """
                encoder.bundle: src/test/bundles/hashing
                source.end: AT_START
                topics: {partitions: 2, replication: 1}
                flink: {web-port: 0, metrics-port: 0, directory: %s}
                cache.directory: %s
                kafka.bootstrap.servers: %s
                """.formatted(
                        directory.resolve("flink"), directory.resolve("cache"), kafka.bootstrapServers()));
    }

    private static void createSourceTopics(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("job-postings", 2, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void assertShowsItems(CommandRun get) {
        assertThat(get.exitCode()).as(get.err()).isEqualTo(1);
        assertThat(get.out())
                .contains("a1: HIT", "hashing-k2", "[2, 8] FLOAT16", "Cook, The Copper Pot", "a2: DELETED", "a9: MISS");
        assertThat(get.err().lines()).containsExactly("mixline: 1 of 3 ids not found: a9");
    }

    private CacheHost fillCache(EmbeddedKafka kafka) throws Exception {
        CacheHost host = CacheHost.start(settings(kafka.bootstrapServers()));
        host.ready().get(60, TimeUnit.SECONDS);
        return host;
    }

    private CacheSettings settings(String bootstrapServers) {
        return new CacheSettings(
                        directory.resolve("cache"),
                        new CacheSettings.Topics(
                                Set.of(MODEL_TOPIC),
                                Map.of("bootstrap.servers", bootstrapServers),
                                500,
                                Duration.ofSeconds(10)),
                        0,
                        new ByteSize(0),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withGrpc(new GrpcSettings(
                        "test-host",
                        new GrpcSettings.Endpoints(
                                Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                                Optional.empty(),
                                Optional.empty()),
                        ReadLimits.defaults(),
                        Duration.ofSeconds(10)));
    }
}
