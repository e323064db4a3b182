package io.mixline.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {

    enum Engine {
        ONNX,
        HASHING
    }

    private static final Setting<Integer> MAX_IN_FLIGHT = Setting.integer("encoder.max-in-flight", 1, 4096)
            .orElse(64)
            .describedAs("Texts in the encoder. More fills a large device.");
    private static final Setting<Engine> ENGINE =
            Setting.constant("encoder.engine", Engine.class).describedAs("What runs the model | or none.");
    private static final Setting<Duration> BACK_OFF =
            Setting.duration("retry.back-off").orElse(Duration.ofMillis(1500)).describedAs("Wait before a retry.");
    private static final Setting<ByteSize> MEMORY =
            Setting.byteSize("cache.memory").orElse(ByteSize.parse("64 MiB")).describedAs("Block cache.");
    private static final Setting<Optional<String>> REGISTRY =
            Setting.text("registry.url").optional().describedAs("Confluent's wire format where it is set.");
    private static final Setting<List<Long>> PARTITIONS = Setting.longNumber("cache.partitions", 0, 999)
            .list()
            .orElse(List.of())
            .describedAs("Partitions of this host; all where it is empty.");
    private static final Setting<String> PASSPHRASE =
            Setting.text("s3.passphrase").orElse("none").secret().describedAs("Opens the bucket.");
    private static final Setting<Boolean> VERIFY =
            Setting.bool("encoder.verify").orElse(true).describedAs("Checks the fingerprint.");
    private static final List<Setting<?>> ALL =
            List.of(MAX_IN_FLIGHT, ENGINE, BACK_OFF, MEMORY, REGISTRY, PARTITIONS, PASSPHRASE, VERIFY);

    @Test
    void each_type_is_read_as_what_it_means() {
        Settings settings = Settings.parse(
                ALL,
                Map.of(
                        "encoder.max-in-flight", "128",
                        "encoder.engine", "ONNX",
                        "retry.back-off", "5 s",
                        "cache.memory", "2 GiB",
                        "registry.url", "http://registry",
                        "cache.partitions", "1, 2,3",
                        "encoder.verify", "false"));
        assertThat(settings.get(MAX_IN_FLIGHT)).isEqualTo(128);
        assertThat(settings.get(ENGINE)).isEqualTo(Engine.ONNX);
        assertThat(settings.get(BACK_OFF)).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.get(MEMORY).bytes()).isEqualTo(2L << 30);
        assertThat(settings.get(REGISTRY)).contains("http://registry");
        assertThat(settings.get(PARTITIONS)).containsExactly(1L, 2L, 3L);
        assertThat(settings.get(VERIFY)).isFalse();
    }

    @Test
    void what_is_left_out_has_its_default() {
        Settings settings = Settings.parse(ALL, Map.of("encoder.engine", "HASHING"));
        assertThat(settings.get(MAX_IN_FLIGHT)).isEqualTo(64);
        assertThat(settings.get(REGISTRY)).isEmpty();
        assertThat(settings.get(PARTITIONS)).isEmpty();
        assertThat(settings.get(VERIFY)).isTrue();
    }

    @Test
    void all_problems_are_told_at_once() {
        InvalidConfigurationException invalid = catchThrowableOfType(
                InvalidConfigurationException.class,
                () -> Settings.parse(
                        ALL,
                        Map.of(
                                "encoder.max-in-flight", "0",
                                "retry.back-off", "5",
                                "cache.memory", "64 MB",
                                "cache.partitions", "1,,2",
                                "encoder.verify", "yes",
                                "encoder.max-inflight", "3",
                                "s3.pasphrase", "hunter2",
                                "s3.passphrase", " ",
                                "something.else", "1")));
        assertThat(invalid.problems())
                .containsExactlyInAnyOrder(
                        "encoder.engine: absent (expected: one of ONNX, HASHING)",
                        "encoder.max-in-flight: 0 (expected: whole number, 1 to 4096)",
                        "retry.back-off: 5 (expected: duration, 0 s to 36500 d)",
                        "cache.memory: 64 MB (expected: size, 0 B to 1024 TiB)",
                        "cache.partitions: 1,,2 (expected: list with commas, each whole number, 0 to 999)",
                        "encoder.verify: yes (expected: one of true, false)",
                        "s3.passphrase: (hidden) (expected: text, not blank)",
                        "encoder.max-inflight: 3 (expected: a known name; the nearest is encoder.max-in-flight)",
                        "s3.pasphrase: (hidden) (expected: a known name; the nearest is s3.passphrase)",
                        "something.else: 1 (expected: a known name)");
        assertThat(invalid).hasMessageStartingWith("configuration: 10 problems\n  ");
        assertThat(String.valueOf(invalid.getMessage()).lines()).hasSize(11);
    }

    @Test
    void what_others_read_is_passed_through() {
        Settings settings = Settings.parse(
                ALL,
                Map.of("encoder.engine", "ONNX", "kafka.bootstrap.servers", "a:1", "s3.region", "x"),
                "kafka.",
                "s3.");
        assertThat(settings.passThrough("kafka.")).isEqualTo(Map.of("bootstrap.servers", "a:1"));
        assertThat(settings.passThrough("s3.")).isEqualTo(Map.of("region", "x"));
    }

    @Test
    void secrets_are_not_described() {
        Settings settings = Settings.parse(
                ALL,
                Map.of(
                        "encoder.engine", "ONNX",
                        "s3.passphrase", "hunter2",
                        "kafka.ssl.Keystore.Password", "hunter2",
                        "kafka.sasl.jaas.config", "hunter2",
                        "kafka.client.id", "me"),
                "kafka.");
        assertThat(settings.describe()).isEqualTo("""
                        cache.memory: 64 MiB
                        cache.partitions:\s
                        encoder.engine: ONNX
                        encoder.max-in-flight: 64
                        encoder.verify: true
                        kafka.client.id: me
                        kafka.sasl.jaas.config: (hidden)
                        kafka.ssl.Keystore.Password: (hidden)
                        registry.url:\s
                        retry.back-off: 1500 ms
                        s3.passphrase: (hidden)
                        """);
    }

    @Test
    void a_setting_is_declared_once_and_well() {
        assertThatThrownBy(() -> Settings.parse(List.of(ENGINE, ENGINE), Map.of()))
                .hasMessage("setting: encoder.engine twice (expected: once)");
        assertThatThrownBy(() -> Setting.text("Encoder Engine")).hasMessageContaining("setting: Encoder Engine");
        assertThatThrownBy(() -> Setting.integer("a", 1, 5).orElse(6)).isInstanceOf(IllegalArgumentException.class);
        Settings settings = Settings.parse(List.of(MEMORY), Map.of());
        assertThatThrownBy(() -> settings.get(VERIFY))
                .hasMessage("setting: encoder.verify (expected: one of the declared)");
    }

    @Test
    void the_document_has_a_row_for_each() {
        assertThat(SettingsDocument.markdown("Encoder", List.of(MAX_IN_FLIGHT, ENGINE, REGISTRY, PASSPHRASE)))
                .isEqualTo("""
                        ## Encoder

                        | name | values | default | effect |
                        |---|---|---|---|
                        | `encoder.max-in-flight` | whole number, 1 to 4096 | `64` | Texts in the encoder. More fills a large device. |
                        | `encoder.engine` | one of ONNX, HASHING | required | What runs the model \\| or none. |
                        | `registry.url` | text, not blank | none | Confluent's wire format where it is set. |
                        | `s3.passphrase` | text, not blank; secret | (hidden) | Opens the bucket. |
                        """);
        assertThatThrownBy(() -> SettingsDocument.markdown("X", List.of(Setting.text("a"))))
                .hasMessage("description of a: blank (expected: its effect)");
    }

    @Test
    void sizes_and_durations_are_written_as_they_are_read() {
        for (String size : List.of("0 B", "1 B", "1023 B", "1 KiB", "64 MiB", "3 TiB")) {
            assertThat(ByteSize.parse(size)).hasToString(size);
        }
        for (String duration : List.of("0 s", "7 us", "200 ms", "5 s", "90 s", "10 min", "36 h", "7 d")) {
            assertThat(DurationText.print(DurationText.parse(duration))).isEqualTo(duration);
        }
        assertThatThrownBy(() -> ByteSize.parse("9000000 TiB")).isInstanceOf(IllegalArgumentException.class);
    }
}
