package io.mixline.encoder.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.encoder.EncoderDevice;
import io.mixline.schemas.config.Settings;
import io.mixline.schemas.metrics.MetricsDocument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncoderOptionsTest {

    @Test
    void what_is_not_given_suits_the_machine() {
        EncoderSettings settings = EncoderOptions.settings(
                Settings.parse(EncoderOptions.all(), Map.of("encoder.bundle", "/bundles/minilm-l6-k4-v1")));
        assertThat(settings).isEqualTo(EncoderSettings.of(Path.of("/bundles/minilm-l6-k4-v1")));
    }

    @Test
    void what_is_given_is_taken() {
        EncoderSettings settings = EncoderOptions.settings(Settings.parse(
                EncoderOptions.all(),
                Map.of(
                        "encoder.bundle", "b",
                        "encoder.device", "cuda:1",
                        "encoder.host-threads", "3",
                        "encoder.parallel-runs", "5",
                        "encoder.queued-texts", "7",
                        "encoder.tokens-per-run", "11",
                        "encoder.backfill-patience", "13 ms")));
        assertThat(settings)
                .isEqualTo(new EncoderSettings(
                        "b",
                        new EncoderDevice(EncoderDevice.Kind.CUDA, 1),
                        new EncoderThreads(3, 5),
                        new EncoderLimits(7, 11, Duration.ofMillis(13))));
    }

    @Test
    void a_device_that_is_none_is_refused() {
        assertThatThrownBy(() -> EncoderDevice.parse("tpu:0"))
                .hasMessage("device: tpu:0 (expected: cpu or cuda:<number>)");
    }

    @Test
    void metrics_have_names_that_prometheus_takes() {
        assertThat(MetricsDocument.markdown("Encoder", List.of(EncoderMetric.values())))
                .contains("mixline_encoder_texts_total");
    }
}
