package io.mixline.cli.path;

import static java.util.Objects.requireNonNull;

import io.mixline.jobs.config.JobTopics;
import io.mixline.jobs.config.RecordFormats;
import io.mixline.jobs.config.SourceMappingText;
import io.mixline.jobs.encode.EncodedChange;
import io.mixline.jobs.fence.FenceOutputs;
import io.mixline.jobs.fence.NewestVersionFence;
import io.mixline.jobs.fence.NewestVersionRule;
import io.mixline.jobs.fence.OutgoingRecord;
import io.mixline.jobs.gate.GateVerdict;
import io.mixline.jobs.gate.GatedChange;
import io.mixline.jobs.gate.NewestChangeGate;
import io.mixline.jobs.gate.NewestChangeRule;
import io.mixline.jobs.gate.TextReading;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.Lane;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.source.SourceMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** One run of the job, step by step: real gates and a real fence with Flink's state, and queues for what is between. */
final class PathRun implements AutoCloseable {

    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final int MAX_RECORD_BYTES = 100_000;
    private static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));
    private static final OutputTag<OutgoingRecord> RETURNED =
            new OutputTag<>("returned", TypeInformation.of(OutgoingRecord.class));

    private final PathTopics topics;
    private final ItemChangeCodec changes = new ItemChangeCodec(SourceMapping.jobPostingChange());
    private final Map<Lane, Branch> branches = new EnumMap<>(Lane.class);
    private final KeyedOneInputStreamOperatorTestHarness<String, EncodedChange, OutgoingRecord> fence;

    private PathRun(PathTopics topics, @Nullable Checkpoint from) throws Exception {
        this.topics = topics;
        for (Lane lane : Lane.values()) {
            branches.put(
                    lane, new Branch(lane, from == null ? null : from.branches().get(lane)));
        }
        NewestVersionFence function = new NewestVersionFence(
                NewestVersionRule.INSTANCE,
                new PathEncoder(),
                new RecordFormats(SourceMappingText.of(SourceMapping.jobPostingChange()), JobTopics.standard()),
                new FenceOutputs(DEAD_LETTERS, RETURNED, topics.embeddings().asWriter(), MAX_RECORD_BYTES));
        fence = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(function),
                change -> change.gated().change().itemId().value(),
                Types.STRING);
        if (from != null) {
            fence.initializeState(from.fence());
        }
        fence.open();
    }

    static PathRun start(PathTopics topics) throws Exception {
        return new PathRun(topics, null);
    }

    static PathRun restore(PathTopics topics, Checkpoint from) throws Exception {
        return new PathRun(topics, from);
    }

    record Checkpoint(Map<Lane, BranchState> branches, OperatorSubtaskState fence) {}

    /** With what is in the encoder: checkpoints are unaligned. */
    record BranchState(int position, OperatorSubtaskState gate, List<GatedChange> encoding) {}

    /** One lane between its topic and the fence. */
    private final class Branch {

        private final Lane lane;
        private final KeyedOneInputStreamOperatorTestHarness<String, ItemChange, GatedChange> gate;
        private final Deque<GatedChange> encoding = new ArrayDeque<>();
        private int position;

        Branch(Lane lane, @Nullable BranchState from) throws Exception {
            this.lane = lane;
            NewestChangeGate function =
                    new NewestChangeGate(lane, new NewestChangeRule(Duration.ZERO), () -> PathRun::read);
            gate = new KeyedOneInputStreamOperatorTestHarness<>(
                    new KeyedProcessOperator<>(function),
                    change -> change.itemId().value(),
                    Types.STRING);
            if (from != null) {
                gate.initializeState(from.gate());
                encoding.addAll(from.encoding());
                position = from.position();
            }
            gate.open();
        }

        void gate() throws Exception {
            if (position < topics.size(lane)) {
                gate.processElement(topics.change(lane, position++), 0);
                encoding.addAll(gate.extractOutputValues());
                gate.getOutput().clear();
            }
        }

        BranchState snapshot(long id) throws Exception {
            return new BranchState(position, gate.snapshot(id, id), List.copyOf(encoding));
        }
    }

    void gate(Lane lane) throws Exception {
        branch(lane).gate();
    }

    /** The encoder is done with the lane's oldest change, if there is one. */
    void encode(Lane lane) throws Exception {
        GatedChange gated = branch(lane).encoding.poll();
        if (gated == null) {
            return;
        }
        fence.processElement(encoded(gated), 0);
        fence.extractOutputValues().forEach(topics.embeddings()::append);
        fence.getOutput().clear();
        var returned = fence.getSideOutput(RETURNED);
        while (returned != null && !returned.isEmpty()) {
            topics.returned(returned.poll().getValue());
        }
    }

    boolean isBusy() {
        return branches.values().stream()
                .anyMatch(branch -> branch.position < topics.size(branch.lane) || !branch.encoding.isEmpty());
    }

    Checkpoint checkpoint(long id) throws Exception {
        Map<Lane, BranchState> states = new EnumMap<>(Lane.class);
        for (Branch branch : branches.values()) {
            states.put(branch.lane, branch.snapshot(id));
        }
        return new Checkpoint(states, fence.snapshot(id, id));
    }

    private EncodedChange encoded(GatedChange gated) {
        if (gated.verdict() != GateVerdict.ENCODE) {
            return new EncodedChange(gated, null, NOW);
        }
        String text = Texts.of(changes.content(gated.change()));
        return text.equals(Texts.NEVER_ENCODED)
                ? new EncodedChange(GatedChange.failed(gated.change(), reason(DeadLetterKind.ENCODE_FAILED)), null, NOW)
                : new EncodedChange(gated, Texts.encode(text), NOW);
    }

    private static TextReading read(ItemChange change) {
        String text = Texts.of(new ItemChangeCodec(SourceMapping.jobPostingChange()).content(change));
        return text.isEmpty()
                ? new TextReading(null, reason(DeadLetterKind.EMPTY_TEXT))
                : new TextReading(Texts.composed(text), null);
    }

    private static DeadLetterReason reason(DeadLetterKind kind) {
        return new DeadLetterReason(DeadLetterStage.ENCODE, kind, "told to fail");
    }

    private Branch branch(Lane lane) {
        return requireNonNull(branches.get(lane));
    }

    @Override
    public void close() throws Exception {
        for (Branch branch : branches.values()) {
            branch.gate.close();
        }
        fence.close();
    }
}
