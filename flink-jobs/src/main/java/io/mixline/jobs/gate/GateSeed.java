package io.mixline.jobs.gate;

import io.mixline.jobs.seed.SeedRecord;
import io.mixline.jobs.seed.SeededItem;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.state.api.functions.KeyedStateBootstrapFunction;

/**
 * A gate's state as if it had let through the topic's last records. Right for either lane: what the gate takes for an
 * unchanged text the fence compares with what was written. Of an item of which the topic may hide something it knows
 * nothing, so that its next record is encoded. Takes one record a key.
 */
public final class GateSeed extends KeyedStateBootstrapFunction<String, SeedRecord> {

    @SuppressWarnings("NullAway.Init") // set by open
    private transient ValueState<GateEntry> entries;

    @Override
    public void open(OpenContext context) {
        entries = getRuntimeContext().getState(NewestChangeGate.entryState());
    }

    @Override
    public void processElement(SeedRecord record, Context context) throws Exception {
        SeededItem item = record.item();
        if (item != null && record.isWhole()) {
            entries.update(new GateEntry(
                    item.order(), item.fingerprint(), item.fingerprint() == null ? null : item.writtenAt()));
        }
    }
}
