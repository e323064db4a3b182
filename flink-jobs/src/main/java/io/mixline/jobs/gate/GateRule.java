package io.mixline.jobs.gate;

import io.mixline.schemas.ItemChange;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a change, from what the gate knows of its item. Has no state of its own. */
public interface GateRule extends Serializable {

    /**
     * Decides on a change that came.
     *
     * @param entry null for an item that was never seen
     * @param held the change that waits; null for none
     */
    GateDecision decide(
            @Nullable GateEntry entry, @Nullable HeldChange held, ItemChange change, TextReader texts, Instant now);

    /** Lets a held change go on. */
    GateDecision release(GateEntry entry, HeldChange held, Instant now);
}
