package io.mixline.jobs.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeLedgerTest {

    private final OutcomeLedger ledger = new OutcomeLedger();

    @ParameterizedTest
    @EnumSource
    void every_outcome_has_a_line_of_its_own(ItemOutcome outcome) {
        ledger.ended(Lane.LIVE, outcome);

        assertThat(ledger.entries()).containsExactly(new LedgerEntry(Lane.LIVE, LedgerLine.of(outcome), 1));
    }

    @Test
    void lanes_are_counted_apart() {
        ledger.input(Lane.LIVE);
        ledger.input(Lane.BACKFILL);
        ledger.input(Lane.BACKFILL);

        assertThat(ledger.count(Lane.LIVE, LedgerLine.INPUT)).isEqualTo(1);
        assertThat(ledger.count(Lane.BACKFILL, LedgerLine.INPUT)).isEqualTo(2);
    }

    @Test
    void what_is_held_is_counted_until_it_is_released() {
        ledger.held(Lane.LIVE);
        ledger.held(Lane.LIVE);
        ledger.released(Lane.LIVE);

        assertThat(ledger.count(Lane.LIVE, LedgerLine.HELD)).isEqualTo(1);
    }

    @Test
    void the_counts_of_several_ledgers_add_up() {
        ledger.input(Lane.LIVE);
        ledger.add(List.of(
                new LedgerEntry(Lane.LIVE, LedgerLine.INPUT, 4), new LedgerEntry(Lane.LIVE, LedgerLine.HELD, -1)));

        assertThat(ledger.count(Lane.LIVE, LedgerLine.INPUT)).isEqualTo(5);
        assertThat(ledger.count(Lane.LIVE, LedgerLine.HELD)).isEqualTo(-1);
    }
}
