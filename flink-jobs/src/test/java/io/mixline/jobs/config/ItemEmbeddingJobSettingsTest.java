package io.mixline.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.source.SourceMapping;
import java.time.Duration;
import java.util.Map;
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
}
