package io.mixline.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationTextTest {

    @Test
    void a_duration_for_people_has_two_units_at_most() {
        assertThat(DurationText.rounded(Duration.ZERO)).isEqualTo("0.0 s");
        assertThat(DurationText.rounded(Duration.ofMillis(400))).isEqualTo("0.4 s");
        assertThat(DurationText.rounded(Duration.ofSeconds(45))).isEqualTo("45 s");
        assertThat(DurationText.rounded(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
        assertThat(DurationText.rounded(Duration.ofMinutes(312))).isEqualTo("5 h 12 min");
        assertThat(DurationText.rounded(Duration.ofHours(76))).isEqualTo("3 d 4 h");
    }
}
