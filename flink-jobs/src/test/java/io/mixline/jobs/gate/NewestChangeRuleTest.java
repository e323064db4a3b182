package io.mixline.jobs.gate;

import static io.mixline.jobs.Postings.backfilled;
import static io.mixline.jobs.Postings.delete;
import static io.mixline.jobs.Postings.forced;
import static io.mixline.jobs.Postings.live;
import static io.mixline.jobs.Postings.put;
import static io.mixline.jobs.Postings.reencoded;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.jobs.Postings;
import io.mixline.jobs.TextHash;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.codec.ItemChangeCodec;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NewestChangeRuleTest {

    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final DeadLetterReason EMPTY =
            new DeadLetterReason(DeadLetterStage.GATE, DeadLetterKind.EMPTY_TEXT, "empty");
    private static final ItemChangeCodec CHANGES = new ItemChangeCodec(Postings.MAPPING.parse());

    private GateRule rule = new NewestChangeRule(Duration.ZERO);
    private @Nullable GateEntry entry;
    private @Nullable HeldChange held;
    private Instant now = NOW;

    @Test
    void a_first_change_is_encoded() {
        assertThat(passed(live(put("a", 1, "x"))).verdict()).isEqualTo(GateVerdict.ENCODE);
        assertThat(entry).isEqualTo(new GateEntry(ItemOrder.upsert(1), TextHash.fingerprint("x"), NOW));
    }

    @Test
    void an_older_change_is_superseded() {
        offer(live(put("a", 3, "x")));

        assertThat(ended(live(put("a", 2, "y")))).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(ended(live(delete("a", 1)))).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(entry).isEqualTo(new GateEntry(ItemOrder.upsert(3), TextHash.fingerprint("x"), NOW));
    }

    @Test
    void an_unchanged_text_at_a_newer_order_is_marked() {
        offer(live(put("a", 1, "x")));
        now = NOW.plusSeconds(1);

        GatedChange mark = passed(live(put("a", 2, "x")));

        assertThat(mark.verdict()).isEqualTo(GateVerdict.MARK);
        assertThat(mark.fingerprint()).isEqualTo(TextHash.fingerprint("x"));
        assertThat(entry).isEqualTo(new GateEntry(ItemOrder.upsert(2), TextHash.fingerprint("x"), NOW));
    }

    @Test
    void what_is_encoded_at_once_takes_its_text_along() {
        assertThat(passed(live(put("a", 1, "x"))))
                .isEqualTo(GatedChange.encode(live(put("a", 1, "x")), TextHash.composed("x")));
        assertThat(passed(live(put("a", 2, "x"))).text()).isNull();
        assertThat(passed(forced(put("a", 2, "x"))))
                .isEqualTo(GatedChange.encode(forced(put("a", 2, "x")), TextHash.composed("x")));
    }

    @Test
    void another_text_at_a_newer_order_is_encoded() {
        offer(live(put("a", 1, "x")));

        assertThat(passed(live(put("a", 2, "y"))).fingerprint()).isEqualTo(TextHash.fingerprint("y"));
    }

    @Test
    void a_delete_forgets_the_text_so_that_the_same_text_is_encoded_again() {
        offer(live(put("a", 1, "x")));

        assertThat(passed(live(delete("a", 2))).verdict()).isEqualTo(GateVerdict.DELETE);
        assertThat(entry).isEqualTo(new GateEntry(ItemOrder.delete(2), null, NOW));
        assertThat(passed(live(put("a", 3, "x"))).verdict()).isEqualTo(GateVerdict.ENCODE);
    }

    @Test
    void a_delete_beats_a_put_of_its_version() {
        offer(live(put("a", 1, "x")));

        assertThat(passed(live(delete("a", 1))).verdict()).isEqualTo(GateVerdict.DELETE);
        assertThat(ended(live(put("a", 1, "x")))).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(ended(live(delete("a", 1)))).isEqualTo(ItemOutcome.SUPERSEDED);
    }

    @Test
    void at_an_equal_order_the_same_text_is_superseded_and_another_is_a_conflict() {
        offer(live(put("a", 1, "x")));

        assertThat(ended(live(put("a", 1, "x")))).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(ended(live(put("a", 1, "y")))).isEqualTo(ItemOutcome.CONFLICT);
        assertThat(entry).isEqualTo(new GateEntry(ItemOrder.upsert(1), TextHash.fingerprint("x"), NOW));
    }

    @Test
    void a_forced_change_is_encoded_at_an_equal_order_but_not_at_an_older_one() {
        offer(backfilled(put("a", 2, "x")));

        assertThat(passed(forced(put("a", 2, "x"))).verdict()).isEqualTo(GateVerdict.ENCODE);
        assertThat(ended(forced(put("a", 1, "x")))).isEqualTo(ItemOutcome.SUPERSEDED);
    }

    @Test
    void a_forced_delete_of_an_equal_order_is_superseded() {
        offer(backfilled(delete("a", 2)));

        assertThat(ended(forced(delete("a", 2)))).isEqualTo(ItemOutcome.SUPERSEDED);
    }

    @Test
    void a_demanded_encode_is_never_a_mark() {
        offer(backfilled(put("a", 1, "x")));

        assertThat(passed(reencoded(put("a", 1, "x"), 7)).verdict()).isEqualTo(GateVerdict.ENCODE);
    }

    @Test
    void an_empty_text_fails_and_forgets_the_text() {
        offer(live(put("a", 1, "x")));

        GatedChange failed = passed(live(put("a", 2, "")));

        assertThat(failed.verdict()).isEqualTo(GateVerdict.FAILED);
        assertThat(failed.refusal()).isEqualTo(EMPTY);
        assertThat(passed(live(put("a", 3, "x"))).verdict()).isEqualTo(GateVerdict.ENCODE);
    }

    @Test
    void two_empty_texts_at_one_order_are_the_same_one() {
        offer(live(put("a", 1, "")));

        assertThat(ended(live(put("a", 1, "")))).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(ended(live(put("a", 1, "x")))).isEqualTo(ItemOutcome.CONFLICT);
    }

    @Test
    void a_live_change_too_soon_after_an_encode_is_held_and_released() {
        rule = new NewestChangeRule(Duration.ofSeconds(10));
        offer(live(put("a", 1, "x")));
        now = NOW.plusSeconds(9);

        GateDecision decision = offer(live(put("a", 2, "y")));

        assertThat(decision.passed()).isNull();
        assertThat(decision.ended()).isNull();
        assertThat(decision.held())
                .isEqualTo(new HeldChange(
                        live(put("a", 2, "y")), TextHash.fingerprint("y"), NOW.plus(Duration.ofSeconds(10))));
        assertThat(entry).isEqualTo(new GateEntry(ItemOrder.upsert(2), TextHash.fingerprint("x"), NOW));

        now = NOW.plusSeconds(10);
        assertThat(released()).isEqualTo(GatedChange.encode(live(put("a", 2, "y")), TextHash.fingerprint("y")));
        assertThat(entry).isEqualTo(new GateEntry(ItemOrder.upsert(2), TextHash.fingerprint("y"), now));
        assertThat(held).isNull();
    }

    @Test
    void a_held_change_back_at_the_old_text_is_released_as_a_mark() {
        rule = new NewestChangeRule(Duration.ofSeconds(10));
        offer(live(put("a", 1, "x")));
        offer(live(put("a", 2, "y")));
        offer(live(put("a", 3, "x")));

        assertThat(released().verdict()).isEqualTo(GateVerdict.MARK);
        assertThat(entry).isEqualTo(new GateEntry(ItemOrder.upsert(3), TextHash.fingerprint("x"), NOW));
    }

    @Test
    void what_is_newer_supersedes_what_is_held() {
        rule = new NewestChangeRule(Duration.ofSeconds(10));
        offer(live(put("a", 1, "x")));
        offer(live(put("a", 2, "y")));

        assertThat(ended(live(put("a", 3, "z")))).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(held).isNotNull().extracting(HeldChange::fingerprint).isEqualTo(TextHash.fingerprint("z"));

        GateDecision delete = offer(live(delete("a", 4)));
        assertThat(delete.ended()).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(delete.passed()).isEqualTo(GatedChange.delete(live(delete("a", 4))));
        assertThat(held).isNull();
    }

    @Test
    void what_is_older_or_equal_leaves_what_is_held() {
        rule = new NewestChangeRule(Duration.ofSeconds(10));
        offer(live(put("a", 1, "x")));
        offer(live(put("a", 3, "y")));

        assertThat(ended(live(put("a", 2, "z")))).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(ended(live(put("a", 3, "y")))).isEqualTo(ItemOutcome.SUPERSEDED);
        assertThat(ended(live(put("a", 3, "x")))).isEqualTo(ItemOutcome.CONFLICT);
        assertThat(held).isNotNull().extracting(HeldChange::fingerprint).isEqualTo(TextHash.fingerprint("y"));
    }

    @Test
    void a_backfill_is_never_held() {
        rule = new NewestChangeRule(Duration.ofSeconds(10));
        offer(backfilled(put("a", 1, "x")));

        assertThat(passed(backfilled(put("a", 2, "y"))).verdict()).isEqualTo(GateVerdict.ENCODE);
    }

    private GateDecision offer(ItemChange change) {
        return keep(rule.decide(entry, held, change, NewestChangeRuleTest::read, now));
    }

    private GatedChange released() {
        assertThat(entry).isNotNull();
        assertThat(held).isNotNull();
        GatedChange passed = keep(rule.release(entry, held, now)).passed();
        assertThat(passed).isNotNull();
        return passed;
    }

    private GateDecision keep(GateDecision decision) {
        entry = decision.entry();
        held = decision.held();
        return decision;
    }

    private GatedChange passed(ItemChange change) {
        GateDecision decision = offer(change);
        assertThat(decision.ended()).isNull();
        assertThat(decision.passed()).isNotNull();
        return decision.passed();
    }

    private ItemOutcome ended(ItemChange change) {
        GateDecision decision = offer(change);
        assertThat(decision.passed()).isNull();
        assertThat(decision.ended()).isNotNull();
        return decision.ended();
    }

    private static TextReading read(ItemChange change) {
        String text = TextHash.textOf(CHANGES.content(change));
        return text.isEmpty() ? new TextReading(null, EMPTY) : new TextReading(TextHash.composed(text), null);
    }
}
