package io.mixline.jobs.fence;

import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/** The entry of the current key, in the state of its kind: at most one of both is set. */
final class FenceStates {

    private final ValueState<LiveEntry> live;
    private final ValueState<DeletedEntry> deleted;

    FenceStates(KeyedStateStore store) {
        this.live = store.getState(new ValueStateDescriptor<>("live", TypeInformation.of(LiveEntry.class)));
        this.deleted = store.getState(new ValueStateDescriptor<>("deleted", TypeInformation.of(DeletedEntry.class)));
    }

    @Nullable
    FenceEntry read() throws Exception {
        @Nullable LiveEntry there = live.value();
        return there != null ? there : deleted.value();
    }

    /** @param before what {@link #read} gave */
    void write(@Nullable FenceEntry before, FenceEntry entry) throws Exception {
        if (entry instanceof LiveEntry alive) {
            live.update(alive);
            if (before instanceof DeletedEntry) {
                deleted.clear();
            }
        } else if (entry instanceof DeletedEntry gone) {
            deleted.update(gone);
            if (before instanceof LiveEntry) {
                live.clear();
            }
        }
    }
}
