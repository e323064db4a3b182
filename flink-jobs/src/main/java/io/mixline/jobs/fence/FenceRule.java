package io.mixline.jobs.fence;

import io.mixline.jobs.encode.EncodedChange;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Decides how a change ends, from what the fence knows of its item. Has no state of its own. */
@FunctionalInterface
public interface FenceRule extends Serializable {

    /**
     * Decides on a change that came.
     *
     * @param entry null for an item that never came by
     */
    FenceDecision decide(@Nullable FenceEntry entry, EncodedChange change);
}
