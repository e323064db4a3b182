package io.mixline.cli.demo.broken;

import io.mixline.jobs.gate.GateDecision;
import io.mixline.jobs.gate.GateEntry;
import io.mixline.jobs.gate.GateRule;
import io.mixline.jobs.gate.GateVerdict;
import io.mixline.jobs.gate.GatedChange;
import io.mixline.jobs.gate.HeldChange;
import io.mixline.jobs.gate.TextReader;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.TextFingerprint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A gate that takes a changed text for the one it saw before, and skips it. Breaks "newest wins". */
record BlindGate(GateRule seeing) implements GateRule {

    @Override
    public GateDecision decide(
            @Nullable GateEntry entry, @Nullable HeldChange held, ItemChange change, TextReader texts, Instant now) {
        GateDecision right = seeing.decide(entry, held, change, texts, now);
        GatedChange passed = right.passed();
        TextFingerprint before = entry == null ? null : entry.fingerprint();
        if (entry == null || before == null || passed == null || passed.verdict() != GateVerdict.ENCODE) {
            return right;
        }
        GateEntry unmoved = new GateEntry(right.entry().order(), before, entry.letThroughAt());
        return new GateDecision(unmoved, null, GatedChange.mark(change, before), right.ended());
    }

    @Override
    public GateDecision release(GateEntry entry, HeldChange held, Instant now) {
        return seeing.release(entry, held, now);
    }
}
