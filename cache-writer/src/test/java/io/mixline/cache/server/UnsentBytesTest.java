package io.mixline.cache.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.client.ReadRefusedException;
import io.mixline.client.TokenMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnsentBytesTest {

    private final List<CallLimit> rejected = new ArrayList<>();
    private final UnsentBytes unsent =
            new UnsentBytes(new ReadLimits(new ReadLimits.Call(10, 1_000, 600), 1, 1, 1_000, 0), new CallMeter() {
                @Override
                public void rejected(CallLimit limit) {
                    rejected.add(limit);
                }
            });

    @Test
    void answers_that_are_not_taken_are_bounded_together() {
        UnsentBytes.Share first = unsent.share();
        assertThat(take(first, 600)).isEqualTo(600);
        UnsentBytes.Share second = unsent.share();

        assertThatThrownBy(() -> take(second, 500))
                .isInstanceOfSatisfying(
                        OverloadedException.class, e -> assertThat(e.limit()).isEqualTo(CallLimit.UNSENT));
        second.giveBack();
        assertThat(take(unsent.share(), 400)).isEqualTo(400);
        first.giveBack();
        first.giveBack();
        assertThat(take(unsent.share(), 600)).isEqualTo(600);
        assertThatThrownBy(() -> take(unsent.share(), 1)).isInstanceOf(OverloadedException.class);
    }

    @Test
    void who_asks_again_takes_the_place_of_who_asked_before() {
        UnsentBytes.Share share = unsent.share();
        take(share, 600);
        take(share, 500);

        assertThat(take(unsent.share(), 500)).isEqualTo(500);
        share.giveBack();
        assertThat(take(unsent.share(), 500)).isEqualTo(500);
    }

    @Test
    void one_answer_that_is_too_large_takes_nothing_of_the_bound() {
        assertThatThrownBy(() -> take(unsent.share(), 601)).isInstanceOf(ReadRefusedException.class);

        assertThat(rejected).containsExactly(CallLimit.RESPONSE);
        assertThat(take(unsent.share(), 600)).isEqualTo(600);
    }

    private static int take(UnsentBytes.Share share, int bytes) {
        return share.bounding(TokenMemory.FRESH).take(bytes).capacity();
    }
}
