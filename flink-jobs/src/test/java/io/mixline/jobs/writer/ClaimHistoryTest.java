package io.mixline.jobs.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.jobs.ScriptedEncoder;
import io.mixline.schemas.WriterClaim;
import io.mixline.schemas.WriterClaim.ClaimedTopic;
import io.mixline.schemas.WriterClaim.WriterRun;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimHistoryTest {

    private static final WriterRun ONE = new WriterRun("one", "job");
    private static final WriterRun OTHER = new WriterRun("other", "job");

    @Test
    void of_two_claims_to_an_epoch_the_first_counts() {
        ClaimHistory history = new ClaimHistory(List.of(claim(1, ONE), claim(1, OTHER)));

        assertThat(history.newest()).contains(claim(1, ONE));
        assertThat(history.of(OTHER)).isEmpty();
    }

    @Test
    void the_newest_epoch_is_the_writer_wherever_it_stands() {
        ClaimHistory history = new ClaimHistory(List.of(claim(1, ONE), claim(9, OTHER), claim(2, ONE)));

        assertThat(history.newest()).contains(claim(9, OTHER));
        assertThat(history.newestEpoch()).isEqualTo(9);
        assertThat(history.of(ONE)).contains(claim(2, ONE));
    }

    @Test
    void nobody_has_claimed_what_is_new() {
        ClaimHistory history = new ClaimHistory(List.of());

        assertThat(history.newest()).isEmpty();
        assertThat(history.newestEpoch()).isZero();
    }

    private static WriterClaim claim(long epoch, WriterRun run) {
        return new WriterClaim(
                new ClaimedTopic("item-embeddings-a", "id"), epoch, run, ScriptedEncoder.MODEL, Instant.EPOCH);
    }
}
