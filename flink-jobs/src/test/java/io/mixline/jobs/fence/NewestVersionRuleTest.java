package io.mixline.jobs.fence;

import static io.mixline.schemas.ItemOrder.delete;
import static io.mixline.schemas.ItemOrder.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.jobs.Postings;
import io.mixline.jobs.TextHash;
import io.mixline.jobs.encode.EncodedChange;
import io.mixline.jobs.gate.GatedChange;
import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.TextFingerprint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NewestVersionRuleTest {

    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final TextFingerprint X = TextHash.fingerprint("x");
    private static final TextFingerprint Y = TextHash.fingerprint("y");

    private @Nullable FenceEntry entry;

    @Test
    void newer_tokens_are_written() {
        assertEnds(tokens(upsert(1), "x"), FenceAction.WRITE_TOKENS, ItemOutcome.EMBEDDED);
        assertEnds(tokens(upsert(2), "y"), FenceAction.WRITE_TOKENS, ItemOutcome.EMBEDDED);

        assertThat(entry).isEqualTo(new LiveEntry(upsert(2), Y, true));
    }

    @Test
    void older_version_is_superseded() {
        offer(tokens(upsert(3), "x"));

        assertEnds(tokens(upsert(2), "y"), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
        assertEnds(mark(upsert(2), "y"), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
        assertEnds(deleted(delete(2)), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(3), X, true));
    }

    @Test
    void at_an_equal_order_the_first_text_stays() {
        offer(tokens(upsert(1), "x"));

        assertEnds(tokens(upsert(1), "x"), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
        assertEnds(tokens(upsert(1), "y"), FenceAction.NOTHING, ItemOutcome.CONFLICT);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(1), X, true));
    }

    @Test
    void forced_tokens_are_written_at_an_equal_order() {
        offer(tokens(upsert(1), "x"));

        assertEnds(forcedTokens(upsert(1), "y"), FenceAction.WRITE_TOKENS, ItemOutcome.EMBEDDED);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(1), Y, true));
    }

    @Test
    void forced_tokens_of_an_older_order_are_superseded() {
        offer(tokens(upsert(2), "x"));

        assertEnds(forcedTokens(upsert(1), "y"), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
    }

    @Test
    void a_late_put_does_not_bring_a_deleted_item_back() {
        offer(tokens(upsert(5), "x"));
        assertEnds(deleted(delete(6)), FenceAction.WRITE_TOMBSTONE, ItemOutcome.DELETED);

        assertEnds(tokens(upsert(5), "x"), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
        assertEnds(forcedTokens(upsert(5), "x"), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
        assertEnds(mark(upsert(6), "x"), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
        assertEnds(deleted(delete(6)), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
        assertThat(entry).isEqualTo(new DeletedEntry(delete(6), NOW));
    }

    @Test
    void a_delete_that_comes_first_keeps_its_put_out() {
        assertEnds(deleted(delete(6)), FenceAction.WRITE_TOMBSTONE, ItemOutcome.DELETED);

        assertEnds(tokens(upsert(5), "x"), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
    }

    @Test
    void a_put_after_a_delete_is_written() {
        offer(deleted(delete(6)));

        assertEnds(tokens(upsert(7), "x"), FenceAction.WRITE_TOKENS, ItemOutcome.EMBEDDED);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(7), X, true));
    }

    @Test
    void a_mark_raises_the_order_and_writes_nothing() {
        offer(tokens(upsert(1), "x"));

        assertEnds(mark(upsert(3), "x"), FenceAction.NOTHING, ItemOutcome.UNCHANGED);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(3), X, true));
        assertEnds(deleted(delete(2)), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
        assertEnds(tokens(upsert(2), "y"), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
    }

    @Test
    void a_mark_whose_tokens_were_replaced_raises_the_order_and_goes_back() {
        offer(tokens(upsert(1), "x"));
        offer(tokens(upsert(2), "y"));

        assertEnds(mark(upsert(3), "x"), FenceAction.RETURN_TO_BACKFILL, ItemOutcome.UNCHANGED);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(3), Y, false));
        assertEnds(forcedTokens(upsert(3), "x"), FenceAction.WRITE_TOKENS, ItemOutcome.EMBEDDED);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(3), X, true));
    }

    @Test
    void a_mark_of_an_item_that_is_deleted_or_unknown_goes_back() {
        assertEnds(mark(upsert(1), "x"), FenceAction.RETURN_TO_BACKFILL, ItemOutcome.UNCHANGED);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(1), null, false));

        offer(deleted(delete(2)));
        assertEnds(mark(upsert(3), "x"), FenceAction.RETURN_TO_BACKFILL, ItemOutcome.UNCHANGED);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(3), null, false));
    }

    @Test
    void an_unsettled_order_is_healed_by_tokens_of_either_lane() {
        offer(tokens(upsert(1), "x"));
        offer(failed(upsert(2)));

        assertEnds(tokens(upsert(2), "y"), FenceAction.WRITE_TOKENS, ItemOutcome.EMBEDDED);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(2), Y, true));
    }

    @Test
    void a_failed_change_raises_the_order_and_leaves_the_older_tokens() {
        offer(tokens(upsert(1), "x"));

        assertEnds(failed(upsert(3)), FenceAction.WRITE_DEAD_LETTER, ItemOutcome.DEAD_LETTER);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(3), X, false));
        assertEnds(tokens(upsert(2), "y"), FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
    }

    @Test
    void a_failed_change_that_is_older_is_a_dead_letter_too() {
        offer(tokens(upsert(3), "x"));

        assertEnds(failed(upsert(2)), FenceAction.WRITE_DEAD_LETTER, ItemOutcome.DEAD_LETTER);
        assertThat(entry).isEqualTo(new LiveEntry(upsert(3), X, true));
    }

    @Test
    void a_failed_change_after_a_delete_leaves_nothing_written() {
        offer(deleted(delete(1)));
        offer(failed(upsert(2)));

        assertThat(entry).isEqualTo(new LiveEntry(upsert(2), null, false));
    }

    private FenceDecision offer(EncodedChange change) {
        FenceDecision decision = NewestVersionRule.INSTANCE.decide(entry, change);
        if (decision.entry() != null) {
            entry = decision.entry();
        }
        return decision;
    }

    private void assertEnds(EncodedChange change, FenceAction action, ItemOutcome outcome) {
        FenceDecision decision = offer(change);
        assertThat(decision.action()).isEqualTo(action);
        assertThat(decision.outcome()).isEqualTo(outcome);
    }

    private static EncodedChange tokens(ItemOrder order, String text) {
        return tokens(order, text, ChangeOrigin.live());
    }

    private static EncodedChange forcedTokens(ItemOrder order, String text) {
        return tokens(order, text, ChangeOrigin.forcedReencode());
    }

    private static EncodedChange tokens(ItemOrder order, String text, ChangeOrigin origin) {
        GatedChange gated = GatedChange.encode(Postings.change(order, origin), TextHash.fingerprint(text));
        return new EncodedChange(gated, TextHash.encode(text), NOW);
    }

    private static EncodedChange mark(ItemOrder order, String text) {
        return new EncodedChange(
                GatedChange.mark(Postings.change(order, ChangeOrigin.live()), TextHash.fingerprint(text)), null, NOW);
    }

    private static EncodedChange deleted(ItemOrder order) {
        return new EncodedChange(GatedChange.delete(Postings.change(order, ChangeOrigin.live())), null, NOW);
    }

    private static EncodedChange failed(ItemOrder order) {
        DeadLetterReason reason =
                new DeadLetterReason(DeadLetterStage.ENCODE, DeadLetterKind.ENCODE_FAILED, "this text never works");
        return new EncodedChange(GatedChange.failed(Postings.change(order, ChangeOrigin.live()), reason), null, NOW);
    }
}
