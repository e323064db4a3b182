package io.mixline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.CacheWrite;
import io.mixline.cache.TopicPosition;
import io.mixline.cache.bootstrap.SnapshotSchedule;
import io.mixline.cache.host.CacheSettings;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.schemas.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixlineCommandTest {

    @TempDir
    Path directory;

    @Test
    void help_names_every_command_and_exit_code() {
        CommandRun help = CommandRun.of("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains(
                        "demo", "publish", "get", "describe", "job", "cache", "snapshot", "Exit codes", "did not hold");
    }

    @Test
    void the_help_of_publish_says_how_columns_map() {
        assertThat(CommandRun.of("publish", "--help").out())
                .contains("version      its revision number", "--column=FIELD=COLUMN");
    }

    @Test
    void a_wrong_command_or_option_is_one_line_and_exit_code_2() {
        assertThat(CommandRun.of("dmeo")).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("dmeo").doesNotContain("\tat ");
        });
        assertThat(CommandRun.of("demo", "--break", "everything")).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("--break").doesNotContain("\tat ");
        });
    }

    @Test
    void a_file_that_is_not_there_is_said_with_exit_code_2() {
        CommandRun run = CommandRun.of("publish", "none.csv");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).containsExactly("mixline: none.csv (expected: a file)");
    }

    @Test
    void the_stack_trace_comes_with_verbose() {
        assertThat(CommandRun.of("publish", "none.csv", "--verbose").err()).contains("\tat ");
    }

    @Test
    void too_few_items_for_a_demo_are_refused() {
        CommandRun run = CommandRun.of("demo", "--items", "3");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--items: 3 (expected: 20 or more");
    }

    @Test
    void a_directory_that_is_in_use_is_no_place_for_a_demo() throws IOException {
        Files.writeString(directory.resolve("mine.txt"), "keep me");
        Path bundle = Files.createDirectory(directory.resolve("bundle"));

        CommandRun run = CommandRun.of("demo", "--bundle", bundle.toString(), "--directory", directory.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("(expected: an empty or a new directory)");
        assertThat(directory.resolve("mine.txt")).exists();
    }

    @Test
    void every_problem_of_the_configuration_is_listed() throws IOException {
        Path config = Files.writeString(directory.resolve("mixline.yaml"), """
                job.parallelism: none
                encoder:
                  budle: /tmp
                cache.max-poll-records: 5
                kafka.bootstrap.servers: localhost:9092
                """);

        CommandRun run = CommandRun.of("job", "--config", config.toString(), "--set", "gate.min-intervall=1 s");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "job.parallelism: none (expected: whole number",
                        "encoder.bundle: absent",
                        "encoder.budle: /tmp (expected: a known name; the nearest is encoder.bundle)",
                        "gate.min-intervall: 1 s (expected: a known name; the nearest is gate.min-interval)")
                .doesNotContain("cache.max-poll-records", "\tat ");
    }

    @Test
    void a_configuration_that_is_no_yaml_is_one_line_with_its_name() throws IOException {
        Path config = Files.writeString(directory.resolve("mixline.yaml"), "cache:\n  directory: /x\n topics: [a\n");

        CommandRun run = CommandRun.of("cache", "--config", config.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("mixline: " + config + ": line 3, column 2: ")
                .endsWith(" (expected: YAML)");
    }

    @Test
    void a_broker_is_asked_for_where_none_is_configured() throws IOException {
        Path file = Files.writeString(directory.resolve("jobs.csv"), "id,title\n1,Cook\n");

        assertThat(CommandRun.of("publish", file.toString())).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("kafka.bootstrap.servers: absent (expected: host:port");
        });
    }

    @Test
    void values_that_kafka_refuses_are_all_named_before_anything_starts() throws IOException {
        Path file = Files.writeString(directory.resolve("jobs.csv"), "id,title\n1,Cook\n");

        CommandRun run = CommandRun.of(
                "publish",
                file.toString(),
                "--set",
                "kafka.bootstrap.servers=localhost:9092",
                "--set",
                "kafka.acks=sometimes",
                "--set",
                "kafka.request.timeout.ms=soon",
                "--set",
                "kafka.compression.type=${file:" + Files.writeString(directory.resolve("token"), "secret") + "}",
                "--set",
                "kafka.fetch.max.bytes=a consumer's",
                "--set",
                "kafka.ssl.key.password=secret");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("kafka.acks: ", "sometimes", "kafka.request.timeout.ms: ", "soon", "kafka.compression.type: ")
                .doesNotContain("secret")
                .doesNotContain("fetch.max.bytes");
    }

    @Test
    void a_host_that_is_not_there_is_one_line() {
        CommandRun run = CommandRun.of("get", "a1", "--address", "127.0.0.1:1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines())
                .containsExactly("mixline: host 127.0.0.1:1: UNAVAILABLE, no host answers there (Connection refused:"
                        + " /127.0.0.1:1)");
        assertThat(CommandRun.of("describe", "--address", "nowhere").err())
                .contains("address: nowhere (expected: host:port, or unix: and the path of a socket)");
    }

    @Test
    void a_socket_and_a_name_that_are_not_there_are_one_line() {
        List<String> logged = new ArrayList<>();
        try (LoggedPastSlf4j unused = new LoggedPastSlf4j(logged)) {
            Path socket = directory.resolve("none.sock");
            CommandRun ofSocket = CommandRun.of("describe", "--address", "unix:" + socket);
            CommandRun ofName = CommandRun.of("describe", "--address", "nowhere.invalid:9470");

            assertThat(ofSocket.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("mixline: host unix:" + socket + ": UNAVAILABLE, no host answers there (")
                    .contains("(no such file)");
            assertThat(ofName.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "mixline: host nowhere.invalid:9470: UNAVAILABLE, no host answers there (nowhere.invalid");
        }
        assertThat(logged).isEmpty();
    }

    @Test
    void a_cache_that_is_not_there_is_not_made_by_get() {
        Path absent = directory.resolve("absent");

        CommandRun run = CommandRun.of("get", "a1", "--directory", absent.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("absent (expected: a cache's directory)");
        assertThat(absent).doesNotExist();
    }

    @Test
    void of_very_many_ids_that_are_not_found_the_first_are_named() {
        Path cache = directory.resolve("cache");
        RocksDbEmbeddingCache.open(cache).close();
        List<String> arguments =
                new ArrayList<>(List.of("get", "--directory", cache.toString(), "a\nb", "c".repeat(500)));
        IntStream.range(0, 30).forEach(item -> arguments.add("item-" + item));

        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("item-0: MISS", "item-29: MISS");
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("mixline: 32 of 32 ids not found: a b, ccc")
                .endsWith("item-17 and 12 more")
                .hasSizeLessThan(400);
    }

    @Test
    void a_snapshot_is_checked_and_what_is_in_it_told() throws IOException {
        Path snapshots = Files.createDirectory(directory.resolve("snapshots"));
        CacheSettings settings = settings(snapshots);
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(settings.directory());
                SnapshotSchedule schedule = SnapshotSchedule.over(
                                cache::checkpoint,
                                settings.directory(),
                                settings.snapshots(),
                                settings.topics().names(),
                                CacheMeter.NONE,
                                InstantSource.system())
                        .orElseThrow()) {
            cache.apply(CacheWrite.of()
                    .withPositions(Map.of(
                            new TopicPartition("item-embeddings-v1", 0),
                            new TopicPosition(42, Optional.of(0), new Uuid(1, 1), "cluster", 1))));
            schedule.take().join();
        }

        CommandRun good = CommandRun.of("snapshot", "check", snapshots.toString());

        assertThat(good.exitCode()).isZero();
        assertThat(good.out()).contains(": good", "item-embeddings-v1-0 42");

        Files.createDirectory(snapshots.resolve("snapshot-20261122T110000.000Z-empty"));
        CommandRun bad = CommandRun.of("snapshot", "check", snapshots.toString());

        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.out()).contains(": good", "empty: MANIFEST, it has no manifest");
        assertThat(CommandRun.of("snapshot", "check", "nowhere").exitCode()).isEqualTo(2);
    }

    private CacheSettings settings(Path snapshots) {
        return CacheSettings.of(Settings.parse(
                CacheSettings.DECLARED,
                Map.of(
                        "cache.directory",
                        directory.resolve("cache").toString(),
                        "cache.topics",
                        "item-embeddings-v1",
                        "cache.snapshot-directory",
                        snapshots.toString(),
                        "kafka.bootstrap.servers",
                        "nowhere:9092"),
                CacheSettings.KAFKA_PREFIX));
    }
}
