package io.mixline.jobs.gate;

import io.mixline.schemas.ItemOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What a gate makes of a change.
 *
 * @param entry what the gate knows of the item from now on
 * @param held the change that waits from now on; null for none
 * @param passed what goes on to the encode step; null for nothing
 * @param ended how the change, or the one that was held before it, ended here; null where neither did
 */
public record GateDecision(
        GateEntry entry,
        @Nullable HeldChange held,
        @Nullable GatedChange passed,
        @Nullable ItemOutcome ended) {}
