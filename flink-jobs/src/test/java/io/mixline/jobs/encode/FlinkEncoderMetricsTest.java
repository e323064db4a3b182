package io.mixline.jobs.encode;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.runtime.EncoderMetric;
import io.mixline.encoder.runtime.EncoderMetrics.DeviceRun;
import io.mixline.jobs.TextHash;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class FlinkEncoderMetricsTest {

    private final Map<String, Metric> shown = new HashMap<>();
    private final FlinkEncoderMetrics metrics = new FlinkEncoderMetrics(new Recorded(""), Lane.LIVE);

    @Test
    void every_declared_metric_is_shown() {
        metrics.queued(() -> 3);
        assertThat(shown.keySet().stream().map(name -> name.substring(name.lastIndexOf('/') + 1)))
                .containsOnly(Arrays.stream(EncoderMetric.values())
                        .map(EncoderMetric::metricName)
                        .toArray(String[]::new));
        assertThat(((Gauge<?>) metric("/lane=LIVE/mixline_encoder_queued_texts")).getValue())
                .isEqualTo(3);
    }

    @Test
    void a_text_is_counted_with_its_tokens_and_its_time_in_seconds() {
        EncodedText text = TextHash.encode("a text");
        metrics.textEncoded(Lane.LIVE, text, Duration.ofMillis(250));
        assertThat(count("/lane=LIVE/mixline_encoder_texts_total")).isEqualTo(1);
        assertThat(count("/lane=LIVE/mixline_encoder_text_tokens_total")).isEqualTo(text.textTokens());
        assertThat(median("/lane=LIVE/mixline_encoder_text_seconds")).isEqualTo(0.25, within(1e-9));
    }

    @Test
    void a_failure_is_counted_by_its_kind() {
        metrics.textFailed(Lane.LIVE, EncoderException.Kind.BAD_INPUT);
        assertThat(count("/lane=LIVE/kind=BAD_INPUT/mixline_encoder_failed_texts_total"))
                .isEqualTo(1);
        assertThat(count("/lane=LIVE/kind=FATAL/mixline_encoder_failed_texts_total"))
                .isZero();
    }

    @Test
    void a_run_is_counted_with_its_padding() {
        metrics.deviceRun(new DeviceRun(2, 100, 28, Duration.ofMillis(8)));
        assertThat(count("/lane=LIVE/mixline_encoder_run_tokens_total")).isEqualTo(100);
        assertThat(count("/lane=LIVE/mixline_encoder_run_padding_total")).isEqualTo(28);
        assertThat(median("/lane=LIVE/mixline_encoder_run_windows")).isEqualTo(2);
        assertThat(median("/lane=LIVE/mixline_encoder_run_seconds")).isEqualTo(0.008, within(1e-9));
    }

    private Metric metric(String name) {
        return requireNonNull(shown.get(name), name);
    }

    private long count(String name) {
        return ((Counter) metric(name)).getCount();
    }

    private double median(String name) {
        return ((Histogram) metric(name)).getStatistics().getQuantile(0.5);
    }

    /** Keeps what is registered, by the path of its groups. */
    private final class Recorded extends UnregisteredMetricsGroup {

        private final String path;

        Recorded(String path) {
            this.path = path;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new Recorded(path + "/" + key + "=" + value);
        }

        @Override
        public <C extends Counter> C counter(String name, C counter) {
            shown.put(path + "/" + name, counter);
            return counter;
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            shown.put(path + "/" + name, gauge);
            return gauge;
        }

        @Override
        public <H extends Histogram> H histogram(String name, H histogram) {
            shown.put(path + "/" + name, histogram);
            return histogram;
        }
    }
}
