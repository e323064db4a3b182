package io.mixline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EpochStartTest {

    @Test
    void each_epoch_has_a_key_of_its_own_so_that_compaction_keeps_it() {
        assertThat(start(1).key()).isNotEqualTo(start(2).key());
    }

    @Test
    void its_key_is_told_from_any_items() {
        assertThat(EpochStart.isKey(start(1).key())).isTrue();
        assertThat(EpochStart.isKey(new ItemId("ÿ12345678").toBytes())).isFalse();
        assertThat(EpochStart.isKey(new ItemId("123456789").toBytes())).isFalse();
        assertThat(EpochStart.isKey(null)).isFalse();
    }

    @Test
    void there_is_no_epoch_before_the_first() {
        assertThatThrownBy(() -> start(0)).hasMessage("writerEpoch: 0 (expected: > 0)");
    }

    private static EpochStart start(long epoch) {
        return new EpochStart(epoch, "run", Instant.EPOCH);
    }
}
