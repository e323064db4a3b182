package io.mixline.jobs.gate;

import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.TextFingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gate's rule. Of each item and lane:
 *
 * <ul>
 *   <li>An order older than the highest seen is superseded.
 *   <li>At an equal order: a forced UPSERT is encoded. Else a DELETE, or an UPSERT with the text that was seen at that
 *       order, is superseded; one with another text is a conflict, and the first stays.
 *   <li>A newer DELETE passes, is never held, and forgets the fingerprint: what comes after it is encoded, whatever its
 *       text.
 *   <li>A newer UPSERT whose text cannot be read, or is empty, passes as failed and forgets the fingerprint too.
 *   <li>A newer UPSERT of the LIVE lane that comes within {@code minInterval} of the item's last encode is held. On
 *       release it is decided as below.
 *   <li>Any other newer UPSERT is encoded, unless its text is that of the last change let through and nothing demands an
 *       encode: then it passes as a mark.
 *   <li>Whatever is newer supersedes the change that is held.
 * </ul>
 *
 * @param minInterval the least time between two encodes of an item that changes by itself; zero holds nothing
 */
public record NewestChangeRule(Duration minInterval) implements GateRule {

    public NewestChangeRule {
        if (minInterval.isNegative()) {
            throw new IllegalArgumentException("minInterval: " + minInterval + " (expected: >= 0)");
        }
    }

    @Override
    public GateDecision decide(
            @Nullable GateEntry entry, @Nullable HeldChange held, ItemChange change, TextReader texts, Instant now) {
        if (entry == null) {
            return newer(new GateEntry(change.order(), null, null), null, change, texts, now);
        }
        ItemOrder order = change.order();
        if (order.isNewerThan(entry.order())) {
            return newer(new GateEntry(order, entry.fingerprint(), entry.letThroughAt()), held, change, texts, now);
        }
        if (entry.order().isNewerThan(order) || order.isDelete()) {
            return new GateDecision(entry, held, null, ItemOutcome.SUPERSEDED);
        }
        return change.origin().forced()
                ? forced(entry, held, change, texts.read(change), now)
                : again(entry, held, texts.read(change));
    }

    @Override
    public GateDecision release(GateEntry entry, HeldChange held, Instant now) {
        return encodeOrMark(entry, GatedChange.encode(held.change(), held.fingerprint()), null, now);
    }

    /** @param risen the item's entry with the change's order in it */
    private GateDecision newer(
            GateEntry risen, @Nullable HeldChange held, ItemChange change, TextReader texts, Instant now) {
        ItemOutcome endOfHeld = held == null ? null : ItemOutcome.SUPERSEDED;
        if (change.order().isDelete()) {
            return new GateDecision(withText(risen, null), null, GatedChange.delete(change), endOfHeld);
        }
        TextReading reading = texts.read(change);
        ComposedText text = reading.text();
        if (text == null) {
            return failed(risen, change, reading, endOfHeld);
        }
        Instant dueAt = dueAt(risen, change);
        if (dueAt != null && now.isBefore(dueAt)) {
            return new GateDecision(risen, new HeldChange(change, text.fingerprint(), dueAt), null, endOfHeld);
        }
        return encodeOrMark(risen, GatedChange.encode(change, text), endOfHeld, now);
    }

    private static GateDecision forced(
            GateEntry entry, @Nullable HeldChange held, ItemChange change, TextReading reading, Instant now) {
        ItemOutcome endOfHeld = held == null ? null : ItemOutcome.SUPERSEDED;
        ComposedText text = reading.text();
        return text == null
                ? failed(entry, change, reading, endOfHeld)
                : encode(entry, GatedChange.encode(change, text), endOfHeld, now);
    }

    private static GateDecision again(GateEntry entry, @Nullable HeldChange held, TextReading reading) {
        TextFingerprint seen = held == null ? entry.fingerprint() : held.fingerprint();
        boolean sameText = Objects.equals(seen, reading.fingerprint());
        return new GateDecision(entry, held, null, sameText ? ItemOutcome.SUPERSEDED : ItemOutcome.CONFLICT);
    }

    private static GateDecision encodeOrMark(
            GateEntry entry, GatedChange encoded, @Nullable ItemOutcome endOfHeld, Instant now) {
        ItemChange change = encoded.change();
        TextFingerprint before = entry.fingerprint();
        if (change.demandsEncoding() || before == null || !before.equals(encoded.fingerprint())) {
            return encode(entry, encoded, endOfHeld, now);
        }
        return new GateDecision(entry, null, GatedChange.mark(change, before), endOfHeld);
    }

    private static GateDecision encode(
            GateEntry entry, GatedChange encoded, @Nullable ItemOutcome endOfHeld, Instant now) {
        GateEntry letThrough = new GateEntry(entry.order(), encoded.fingerprint(), now);
        return new GateDecision(letThrough, null, encoded, endOfHeld);
    }

    private static GateDecision failed(
            GateEntry entry, ItemChange change, TextReading reading, @Nullable ItemOutcome endOfHeld) {
        GatedChange failed = GatedChange.failed(change, Objects.requireNonNull(reading.refusal()));
        return new GateDecision(withText(entry, null), null, failed, endOfHeld);
    }

    private static GateEntry withText(GateEntry entry, @Nullable TextFingerprint fingerprint) {
        return new GateEntry(entry.order(), fingerprint, entry.letThroughAt());
    }

    private @Nullable Instant dueAt(GateEntry entry, ItemChange change) {
        boolean paced = change.origin().lane() == Lane.LIVE && !minInterval.isZero() && !change.demandsEncoding();
        return paced && entry.letThroughAt() != null ? entry.letThroughAt().plus(minInterval) : null;
    }
}
