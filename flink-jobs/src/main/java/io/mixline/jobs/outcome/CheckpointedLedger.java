package io.mixline.jobs.outcome;

import io.mixline.schemas.Lane;
import java.util.EnumSet;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/** An operator's ledger in its checkpoints and in its metrics. Lists are split on a change of parallelism: sums stay right. */
public final class CheckpointedLedger {

    private final OutcomeLedger ledger = new OutcomeLedger();
    private final ListState<LedgerEntry> state;

    private CheckpointedLedger(ListState<LedgerEntry> state) {
        this.state = state;
    }

    /** To be called in {@code initializeState}. */
    public static CheckpointedLedger open(FunctionInitializationContext context) throws Exception {
        CheckpointedLedger opened = new CheckpointedLedger(context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("ledger", TypeInformation.of(LedgerEntry.class))));
        opened.ledger.add(opened.state.get());
        return opened;
    }

    public OutcomeLedger ledger() {
        return ledger;
    }

    /** To be called in {@code snapshotState}. */
    public void snapshot() throws Exception {
        state.update(ledger.entries());
    }

    /** Shows these lines, of these lanes, among an operator's metrics. */
    public void register(MetricGroup group, EnumSet<Lane> lanes, EnumSet<LedgerLine> lines) {
        for (Lane lane : lanes) {
            for (LedgerLine line : lines) {
                line.register(group, lane, () -> ledger.count(lane, line));
            }
        }
    }
}
