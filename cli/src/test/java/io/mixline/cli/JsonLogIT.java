package io.mixline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mixline.embedded.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service logs with {@code MIXLINE_LOG_FORMAT=json}, in a process of its own. */
class JsonLogIT {

    private static final String TOPIC = "item-embeddings-broken";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void every_line_is_an_object_and_the_place_of_a_record_is_in_fields() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
            publishNoAvro(kafka);
            Path log = directory.resolve("log");
            Process cache = cache(kafka, log);
            try {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> Files.readString(log).contains("are no embeddings"));
            } finally {
                cache.destroy();
                assertThat(cache.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }

            List<JsonNode> lines = parsed(log);
            assertThat(lines)
                    .allSatisfy(line -> assertThat(line.fieldNames())
                            .toIterable()
                            .contains("@timestamp", "log.level", "log.logger", "message"));
            assertThat(lines.stream().map(line -> line.get("message").asText()))
                    .as("settings of Kafka's clients are no news; what is said while the host closes is not lost")
                    .noneMatch(message -> message.contains("Config values:") || message.startsWith("Kafka version"))
                    .last(InstanceOfAssertFactories.STRING)
                    .endsWith("cache is closed");
            JsonNode warning = lines.stream()
                    .filter(line -> line.get("message").asText().contains("are no embeddings"))
                    .findFirst()
                    .orElseThrow();
            assertThat(warning.get("log.level").asText()).isEqualTo("WARN");
            assertThat(warning.get("topic").asText()).isEqualTo(TOPIC);
            assertThat(warning.get("partition").asInt(-1)).isEqualTo(1);
            assertThat(warning.get("offset").asLong(-1)).isZero();
            assertThat(lines)
                    .filteredOn(line -> line.get("message").asText().startsWith("kafka.fetch.max.byte: not used"))
                    .singleElement()
                    .satisfies(
                            line -> assertThat(line.get("log.level").asText()).isEqualTo("WARN"));
        }
    }

    /** On the class path of this test, but with the log configuration that services have. */
    private Process cache(EmbeddedKafka kafka, Path log) throws IOException {
        ProcessBuilder cache = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlog4j2.configurationFile=log4j2.xml",
                "-cp",
                System.getProperty("java.class.path"),
                MixlineCommand.class.getName(),
                "cache",
                "--set",
                "kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                "--set",
                "kafka.fetch.max.byte=1",
                "--set",
                "cache.topics=" + TOPIC,
                "--set",
                "cache.directory=" + directory.resolve("cache"),
                "--set",
                "cache.grpc-port=0",
                "--set",
                "cache.http-port=0");
        cache.environment().put("MIXLINE_LOG_FORMAT", "json");
        return cache.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static void publishNoAvro(EmbeddedKafka kafka) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(settings);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get(60, TimeUnit.SECONDS);
            var unused = producer.send(new ProducerRecord<>(TOPIC, 1, "a", "no avro"))
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static List<JsonNode> parsed(Path log) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readString(log).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
