package io.mixline.cli;

import io.mixline.cache.host.CacheHost;
import io.mixline.cache.host.CacheSettings;
import io.mixline.cli.embedded.EmbeddedJob;
import io.mixline.cli.embedded.FlinkPorts;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRequest;
import io.mixline.encoder.runtime.EncoderOptions;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.config.Configuration;
import io.mixline.schemas.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The parts of the path as users start them, each out of one configuration, against a broker that is somewhere else. */
final class WholePath {

    static final String SOURCE_TOPIC = "job-postings";

    private static final EmbeddingSpace SPACE = new EmbeddingSpace("hashing-k2");
    private static final int PARTITIONS = 2;

    private final Path directory;
    private final Path configuration;

    /** @param kafka settings of Kafka's clients, by Kafka's names; may refer to secrets */
    WholePath(Path directory, Map<String, String> kafka) throws IOException {
        this.directory = directory;
        this.configuration = configuration("mixline.yaml", kafka);
    }

    /** Writes a configuration that differs in Kafka's settings only. */
    Path configuration(String name, Map<String, String> kafka) throws IOException {
        StringBuilder yaml =
                new StringBuilder("""
                encoder.bundle: src/test/bundles/hashing
                topics: {partitions: %d, replication: 1}
                flink: {web-port: 0, metrics-port: 0, directory: %s}
                cache: {directory: %s, topics: item-embeddings-hashing-k2-v1, max-ready-lag: 0, http-port: 0}
                checkpoint.interval: 500 ms
                """.formatted(PARTITIONS, directory.resolve("flink"), directory.resolve("cache")));
        kafka.forEach((key, value) -> yaml.append("kafka.%s: '%s'\n".formatted(key, value.replace("'", "''"))));
        return Files.writeString(directory.resolve(name), yaml);
    }

    /** Runs a command to its end. */
    CommandRun run(String... command) {
        return run(configuration, command);
    }

    static CommandRun run(Path configuration, String... command) {
        String[] all = new String[command.length + 2];
        System.arraycopy(command, 0, all, 0, command.length);
        all[command.length] = "--config";
        all[command.length + 1] = configuration.toString();
        return CommandRun.of(all);
    }

    void createSourceTopic() throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(kafka()))) {
            admin.createTopics(List.of(new NewTopic(SOURCE_TOPIC, PARTITIONS, (short) 1)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    /** With secrets put in. */
    Map<String, String> kafka() {
        return settings().passThrough(Configuration.KAFKA_PREFIX);
    }

    /** A job that runs until it is closed. */
    EmbeddedJob startJob() throws IOException {
        Settings settings = settings();
        return EmbeddedJob.start(
                settings, EncoderOptions.settings(settings), directory.resolve("flink"), FlinkPorts.free());
    }

    CacheHost startCache() {
        return startCache(configuration);
    }

    static CacheHost startCache(Path configuration) {
        return CacheHost.start(CacheSettings.of(Configuration.load(Optional.of(configuration), Map.of())
                .settings(CommandSettings.cache(), CommandSettings.all())));
    }

    static List<EmbeddingRow> read(CacheHost host, List<ItemId> ids) {
        return host.reader()
                .read(ReadRequest.current(SPACE, ids).with(ReadExtra.SHORT_TEXTS))
                .rows();
    }

    private Settings settings() {
        return Configuration.load(Optional.of(configuration), Map.of())
                .settings(CommandSettings.job(), CommandSettings.all());
    }
}
