package io.mixline.jobs;

import static java.util.Objects.requireNonNull;

import io.mixline.jobs.encode.EncodedChange;
import io.mixline.jobs.fence.FenceAction;
import io.mixline.jobs.fence.FenceCatchUp;
import io.mixline.jobs.fence.FenceDecision;
import io.mixline.jobs.fence.FenceEntry;
import io.mixline.jobs.fence.FenceRule;
import io.mixline.jobs.gate.GateDecision;
import io.mixline.jobs.gate.GateEntry;
import io.mixline.jobs.gate.GateRule;
import io.mixline.jobs.gate.GateVerdict;
import io.mixline.jobs.gate.GatedChange;
import io.mixline.jobs.gate.HeldChange;
import io.mixline.jobs.gate.TextReading;
import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.codec.ItemChangeCodec;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way of one item through both lanes, without Flink and Kafka: topics that stay, and a state that can be
 * checkpointed and fall back. {@link #FAILING_TEXT} can never be encoded.
 */
final class TwoLanes {

    static final String FAILING_TEXT = "this text never works";

    private static final ItemChangeCodec CHANGES = new ItemChangeCodec(Postings.MAPPING.parse());
    private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");

    private final GateRule gateRule;
    private final FenceRule fenceRule;
    private final Map<Lane, List<ItemChange>> topics = new EnumMap<>(Lane.class);
    private final List<EncodedChange> written = new ArrayList<>();
    private State state = new State();
    private State checkpoint = new State();
    private int ticks;

    TwoLanes(GateRule gateRule, FenceRule fenceRule) {
        this.gateRule = gateRule;
        this.fenceRule = fenceRule;
        for (Lane lane : Lane.values()) {
            topics.put(lane, new ArrayList<>());
        }
    }

    /** One lane between its topic and the fence. */
    private static final class Branch {
        private int position;
        private @Nullable GateEntry entry;
        private @Nullable HeldChange held;
        private final Deque<GatedChange> encoding = new ArrayDeque<>();

        Branch copy() {
            Branch copy = new Branch();
            copy.position = position;
            copy.entry = entry;
            copy.held = held;
            copy.encoding.addAll(encoding);
            return copy;
        }
    }

    /** What a checkpoint holds. */
    private static final class State {
        private final Map<Lane, Branch> branches = new EnumMap<>(Lane.class);
        private final Map<ItemOutcome, Integer> outcomes = new EnumMap<>(ItemOutcome.class);
        private @Nullable FenceEntry fence;
        private int input;
        private int written;

        State() {
            for (Lane lane : Lane.values()) {
                branches.put(lane, new Branch());
            }
        }

        State copy() {
            State copy = new State();
            branches.forEach((lane, branch) -> copy.branches.put(lane, branch.copy()));
            copy.outcomes.putAll(outcomes);
            copy.fence = fence;
            copy.input = input;
            copy.written = written;
            return copy;
        }
    }

    void send(ItemChange change) {
        topic(change.origin().lane()).add(change);
    }

    void checkpoint() {
        checkpoint = state.copy();
    }

    /** Back to the last checkpoint. What was written stays written, and the fence sees it. */
    void crash() {
        state = checkpoint.copy();
        written.subList(state.written, written.size())
                .forEach(record -> state.fence = FenceCatchUp.caughtUp(state.fence, record));
        state.written = written.size();
    }

    /** The gate takes the lane's next change, if there is one. */
    void gate(Lane lane) {
        Branch branch = branch(lane);
        if (branch.position < topic(lane).size()) {
            state.input++;
            ItemChange change = topic(lane).get(branch.position++);
            apply(branch, gateRule.decide(branch.entry, branch.held, change, TwoLanes::read, tick()));
        }
    }

    /** The gate lets its held change go, if there is one. */
    void release(Lane lane) {
        Branch branch = branch(lane);
        if (branch.held != null) {
            apply(branch, gateRule.release(requireNonNull(branch.entry), branch.held, tick()));
        }
    }

    /** The encoder is done with the lane's oldest change, if there is one. */
    void encode(Lane lane) {
        GatedChange gated = branch(lane).encoding.poll();
        if (gated != null) {
            fence(encoded(gated));
        }
    }

    void drain() {
        while (isBusy()) {
            for (Lane lane : Lane.values()) {
                gate(lane);
                release(lane);
                encode(lane);
            }
        }
    }

    private boolean isBusy() {
        return state.branches.entrySet().stream()
                .anyMatch(
                        lane -> lane.getValue().position < topic(lane.getKey()).size()
                                || lane.getValue().held != null
                                || !lane.getValue().encoding.isEmpty());
    }

    /** What a reader of the compacted topic finds. */
    @Nullable
    EncodedChange lastWritten() {
        return written.isEmpty() ? null : written.get(written.size() - 1);
    }

    /** What a host has that read every record as it came, and took none that was older than what it had. */
    @Nullable
    EncodedChange cached() {
        @Nullable EncodedChange cached = null;
        for (EncodedChange record : written) {
            if (cached == null || !order(cached).isNewerThan(order(record))) {
                cached = record;
            }
        }
        return cached;
    }

    private static ItemOrder order(EncodedChange change) {
        return change.gated().change().order();
    }

    int input() {
        return state.input;
    }

    int ended() {
        return state.outcomes.values().stream().mapToInt(Integer::intValue).sum();
    }

    int inFlightAndHeld() {
        return state.branches.values().stream()
                .mapToInt(branch -> branch.encoding.size() + (branch.held == null ? 0 : 1))
                .sum();
    }

    private void apply(Branch branch, GateDecision decision) {
        branch.entry = decision.entry();
        branch.held = decision.held();
        if (decision.ended() != null) {
            end(decision.ended());
        }
        if (decision.passed() != null) {
            branch.encoding.add(decision.passed());
        }
    }

    private void fence(EncodedChange change) {
        FenceDecision decision = fenceRule.decide(state.fence, change);
        if (decision.entry() != null) {
            state.fence = decision.entry();
        }
        end(decision.outcome());
        if (decision.action() == FenceAction.WRITE_TOKENS || decision.action() == FenceAction.WRITE_TOMBSTONE) {
            written.add(change);
            state.written++;
        } else if (decision.action() == FenceAction.RETURN_TO_BACKFILL) {
            ItemChange returned = change.gated().change();
            send(new ItemChange(
                    returned.itemId(),
                    returned.order(),
                    returned.changedAt(),
                    ChangeOrigin.forcedReencode(),
                    returned.source()));
        }
    }

    private void end(ItemOutcome outcome) {
        state.outcomes.merge(outcome, 1, Integer::sum);
    }

    private EncodedChange encoded(GatedChange gated) {
        if (gated.verdict() != GateVerdict.ENCODE) {
            return new EncodedChange(gated, null, tick());
        }
        String text = TextHash.textOf(CHANGES.content(gated.change()));
        return text.equals(FAILING_TEXT)
                ? new EncodedChange(
                        GatedChange.failed(gated.change(), reason(DeadLetterKind.ENCODE_FAILED)), null, tick())
                : new EncodedChange(gated, TextHash.encode(text), tick());
    }

    private static TextReading read(ItemChange change) {
        String text = TextHash.textOf(CHANGES.content(change));
        return text.isEmpty()
                ? new TextReading(null, reason(DeadLetterKind.EMPTY_TEXT))
                : new TextReading(TextHash.composed(text), null);
    }

    private static DeadLetterReason reason(DeadLetterKind kind) {
        return new DeadLetterReason(DeadLetterStage.GATE, kind, "told to fail");
    }

    private Instant tick() {
        return START.plusSeconds(++ticks);
    }

    private List<ItemChange> topic(Lane lane) {
        return requireNonNull(topics.get(lane));
    }

    private Branch branch(Lane lane) {
        return requireNonNull(state.branches.get(lane));
    }
}
