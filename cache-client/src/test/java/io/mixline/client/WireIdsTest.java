package io.mixline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.client.ReadRefusedException.Reason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WireIdsTest {

    @Test
    void ids_are_those_that_were_released() {
        assertThat(Arrays.stream(ItemStatus.values()).map(status -> status + "=" + status.id()))
                .containsExactly("MISS=0", "HIT=1", "DELETED=2", "STALE=3");
        assertThat(Arrays.stream(Reason.values()).map(reason -> reason + "=" + reason.id()))
                .containsExactly(
                        "UNKNOWN_SPACE=1", "NO_ACCEPTED_MODEL=2", "NO_EMBEDDING_YET=3", "TOO_LARGE=4", "CLOSED=5");
    }

    @Test
    void ids_lead_back_to_their_constants() {
        assertThat(ItemStatus.values())
                .allSatisfy(status -> assertThat(ItemStatus.fromId(status.id())).isEqualTo(status));
        assertThat(Reason.values())
                .allSatisfy(reason -> assertThat(Reason.fromId(reason.id())).isEqualTo(reason));
        assertThatThrownBy(() -> ItemStatus.fromId(9)).hasMessage("item status id: 9 (expected: 0 to 3)");
        assertThatThrownBy(() -> Reason.fromId(0)).hasMessage("read refusal id: 0 (expected: 1 to 5)");
    }
}
