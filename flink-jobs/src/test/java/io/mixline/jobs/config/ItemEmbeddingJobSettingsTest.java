package io.mixline.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.encoder.runtime.EncoderOptions;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.Settings;
import io.mixline.schemas.source.SourceMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ItemEmbeddingJobSettingsTest {

    private static final SourceMapping MAPPING = SourceMapping.jobPostingChange();

    @Test
    void defaults_make_a_job() {
        ItemEmbeddingJobConfig config = ItemEmbeddingJobSettings.config("localhost:9092", MAPPING, Map.of());

        assertThat(config.topics()).isEqualTo(JobTopics.standard());
        assertThat(config.limits()).isEqualTo(new FlowLimits(Duration.ZERO, 256, 1_047_552));
        assertThat(config.run().sourceEnd()).isEqualTo(SourceEnd.NEVER);
        assertThat(config.mapping().parse()).isEqualTo(MAPPING);
        assertThat(config.kafka().clientProperties()).containsOnly(Map.entry("bootstrap.servers", "localhost:9092"));
    }

    @Test
    void kafka_properties_are_passed_through() {
        ItemEmbeddingJobConfig config =
                ItemEmbeddingJobSettings.config("localhost:9092", MAPPING, Map.of("kafka.security.protocol", "SSL"));

        assertThat(config.kafka().properties()).containsEntry("security.protocol", "SSL");
    }

    @Test
    void every_problem_is_named() {
        assertThatThrownBy(() -> ItemEmbeddingJobSettings.config(
                        "localhost:9092", MAPPING, Map.of("encode.capacity", "0", "gate.interval", "1 s")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("encode.capacity: 0")
                .hasMessageContaining("gate.interval: 1 s");
    }

    @Test
    void an_encoder_without_room_for_all_subtasks_is_refused() {
        Settings settings = settings(Map.of("encode.capacity", "300", "encoder.queued-texts", "1000"));

        ItemEmbeddingJobSettings.requireRoomInEncoder(settings, 3);
        assertThatThrownBy(() -> ItemEmbeddingJobSettings.requireRoomInEncoder(settings, 4))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(
                        "encoder.queued-texts: 1000 (expected: >= 1200, encode.capacity of all 4 subtasks");
    }

    private static Settings settings(Map<String, String> given) {
        List<Setting<?>> declared = new ArrayList<>(ItemEmbeddingJobSettings.ALL);
        declared.addAll(EncoderOptions.all());
        Map<String, String> all = new TreeMap<>(given);
        all.put("encoder.bundle", "none");
        return Settings.parse(declared, all);
    }
}
