package io.mixline.jobs.outcome;

import static java.util.Objects.requireNonNull;

import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many records of each lane came in, how many ended and how, and how many are held. Over all operators of the job,
 * input = ended + in flight + held. One thread writes, any thread reads.
 */
public final class OutcomeLedger {

    /** Complete from the start, so that any thread may read it. */
    private final Map<Lane, Map<LedgerLine, AtomicLong>> counts = new EnumMap<>(Lane.class);

    public OutcomeLedger() {
        for (Lane lane : Lane.values()) {
            Map<LedgerLine, AtomicLong> lines = new EnumMap<>(LedgerLine.class);
            for (LedgerLine line : LedgerLine.values()) {
                lines.put(line, new AtomicLong());
            }
            counts.put(lane, lines);
        }
    }

    /** A record came in. */
    public void input(Lane lane) {
        add(lane, LedgerLine.INPUT, 1);
    }

    /** A record ended, here and nowhere else. */
    public void ended(Lane lane, ItemOutcome outcome) {
        add(lane, LedgerLine.of(outcome), 1);
    }

    /** A change is kept back, and neither in flight nor ended. */
    public void held(Lane lane) {
        add(lane, LedgerLine.HELD, 1);
    }

    /** A held change is let go: it goes on, or has ended. */
    public void released(Lane lane) {
        add(lane, LedgerLine.HELD, -1);
    }

    /** A mark went back to be encoded. */
    public void returnedMark(Lane lane) {
        add(lane, LedgerLine.RETURNED_MARK, 1);
    }

    public long count(Lane lane, LedgerLine line) {
        return counter(lane, line).get();
    }

    /** What is not zero. */
    public List<LedgerEntry> entries() {
        List<LedgerEntry> entries = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            for (LedgerLine line : LedgerLine.values()) {
                if (count(lane, line) != 0) {
                    entries.add(new LedgerEntry(lane, line, count(lane, line)));
                }
            }
        }
        return entries;
    }

    /** Adds what another ledger, or several, had counted. */
    public void add(Iterable<LedgerEntry> entries) {
        for (LedgerEntry entry : entries) {
            add(entry.lane(), entry.line(), entry.count());
        }
    }

    private void add(Lane lane, LedgerLine line, long count) {
        counter(lane, line).addAndGet(count);
    }

    private AtomicLong counter(Lane lane, LedgerLine line) {
        return requireNonNull(requireNonNull(counts.get(lane)).get(line));
    }
}
