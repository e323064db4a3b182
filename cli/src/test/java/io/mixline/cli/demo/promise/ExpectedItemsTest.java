package io.mixline.cli.demo.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOperation;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.Lane;
import io.mixline.schemas.TextFingerprint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpectedItemsTest {

    private static final ItemId ID = new ItemId("a");
    private static final TextFingerprint ONE = new TextFingerprint(new Hash128(0, 1));
    private static final TextFingerprint TWO = new TextFingerprint(new Hash128(0, 2));

    private final ExpectedItems expected = new ExpectedItems();

    @Test
    void the_highest_version_stays_whatever_comes_after_it() {
        assertThat(live(1, ONE)).isEqualTo(ItemOutcome.EMBEDDED);
        assertThat(live(3, TWO)).isEqualTo(ItemOutcome.EMBEDDED);
        assertThat(live(2, ONE)).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(backfill(1, 0, ONE)).isEqualTo(ItemOutcome.SUPERSEDED);

        assertThat(expected.item(ID).text()).isEqualTo(TWO);
        assertThat(expected.highest(ID)).isEqualTo(ItemOrder.upsert(3));
    }

    @Test
    void a_deleted_item_stays_deleted_until_something_newer() {
        live(1, ONE);
        assertThat(expected.delete(Lane.LIVE, ID, ItemOrder.delete(3))).isEqualTo(ItemOutcome.DELETED);
        assertThat(live(2, TWO)).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(backfill(1, 0, ONE)).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(expected.deleted()).containsExactly(ID);

        assertThat(live(4, ONE)).isEqualTo(ItemOutcome.EMBEDDED);
        assertThat(expected.live()).containsExactly(ID);
    }

    @Test
    void the_same_text_is_unchanged_and_another_at_the_same_version_a_conflict() {
        live(1, ONE);
        assertThat(live(2, ONE)).isEqualTo(ItemOutcome.UNCHANGED);
        assertThat(live(2, ONE)).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(live(2, TWO)).isEqualTo(ItemOutcome.CONFLICT);
        assertThat(expected.item(ID).text()).isEqualTo(ONE);
    }

    @Test
    void a_demanded_encode_counts_though_the_text_is_the_same() {
        live(1, ONE);
        assertThat(backfill(1, 5, ONE)).isEqualTo(ItemOutcome.EMBEDDED);
        assertThat(live(2, ONE)).isEqualTo(ItemOutcome.UNCHANGED);
    }

    @Test
    void an_empty_text_is_a_dead_letter_and_the_older_text_stays() {
        live(1, ONE);
        assertThat(live(2, null)).isEqualTo(ItemOutcome.DEAD_LETTER);
        expected.unreadable();

        assertThat(expected.item(ID).text()).isEqualTo(ONE);
        assertThat(expected.count(ItemOutcome.DEAD_LETTER)).isEqualTo(2);
        assertThat(expected.records()).isEqualTo(3);
    }

    private ItemOutcome live(long version, @Nullable TextFingerprint text) {
        return expected.upsert(Lane.LIVE, ID, ItemOrder.upsert(version), text);
    }

    private ItemOutcome backfill(long version, long reencode, TextFingerprint text) {
        ItemOrder order = new ItemOrder(new ItemVersion(version), ItemOperation.UPSERT, reencode);
        return expected.upsert(Lane.BACKFILL, ID, order, text);
    }
}
