package io.mixline.jobs.fence;

import io.mixline.schemas.ItemOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What the fence makes of a change.
 *
 * @param entry what it knows of the item from now on; null for what it knew before
 */
public record FenceDecision(@Nullable FenceEntry entry, FenceAction action, ItemOutcome outcome) {}
