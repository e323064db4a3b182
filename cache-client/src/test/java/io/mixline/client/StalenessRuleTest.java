package io.mixline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StalenessRuleTest {

    private static final ItemId ITEM = new ItemId("a");

    @Test
    void only_a_version_below_the_wanted_one_is_stale() {
        StalenessRule rule = StalenessRule.minVersions(Map.of(ITEM, new ItemVersion(7)));

        assertThat(rule.isStale(ITEM, new ItemVersion(6), Duration.ZERO)).isTrue();
        assertThat(rule.isStale(ITEM, new ItemVersion(7), Duration.ZERO)).isFalse();
        assertThat(rule.isStale(ITEM, new ItemVersion(8), Duration.ZERO)).isFalse();
        assertThat(rule.isStale(new ItemId("b"), new ItemVersion(0), Duration.ZERO))
                .isFalse();
    }

    @Test
    void everything_is_stale_on_a_host_beyond_the_bound() {
        StalenessRule rule = StalenessRule.maxHostBehind(Duration.ofSeconds(10));

        assertThat(rule.isStale(ITEM, new ItemVersion(1), Duration.ofSeconds(10)))
                .isFalse();
        assertThat(rule.isStale(ITEM, new ItemVersion(1), Duration.ofSeconds(11)))
                .isTrue();
    }

    @Test
    void without_a_rule_nothing_is_stale() {
        assertThat(StalenessRule.none().isStale(ITEM, new ItemVersion(0), Duration.ofDays(365)))
                .isFalse();
    }

    @Test
    void a_negative_bound_is_refused() {
        assertThatThrownBy(() -> StalenessRule.maxHostBehind(Duration.ofMillis(-1)))
                .hasMessage("maxHostBehind: PT-0.001S (expected: >= 0)");
    }
}
