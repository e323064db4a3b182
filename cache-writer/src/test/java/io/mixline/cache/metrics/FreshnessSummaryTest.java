package io.mixline.cache.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FreshnessSummaryTest {

    @Test
    void quantiles_are_those_of_what_was_added() {
        FreshnessSummary summary = new FreshnessSummary();
        for (int millis = 1; millis <= 1000; millis++) {
            summary.add(Duration.ofMillis(millis));
        }

        assertThat(summary.count()).isEqualTo(1000);
        assertThat(summary.quantile(0.5).toMillis()).isBetween(500L, 516L);
        assertThat(summary.quantile(0.99).toMillis()).isBetween(990L, 1023L);
        assertThat(summary.quantile(0).toMillis()).isEqualTo(1);
    }

    @Test
    void nothing_added_is_zero() {
        assertThat(new FreshnessSummary().quantile(0.99)).isZero();
        assertThatThrownBy(() -> new FreshnessSummary().quantile(1.1)).hasMessage("share: 1.1 (expected: 0 to 1)");
    }

    @Property
    void a_single_value_comes_back_to_three_percent(@ForAll @LongRange(min = 0, max = 1L << 55) long millis) {
        FreshnessSummary summary = new FreshnessSummary();
        summary.add(Duration.ofMillis(millis));

        assertThat(summary.quantile(1).toMillis()).isBetween(millis, millis + millis / 31);
    }
}
