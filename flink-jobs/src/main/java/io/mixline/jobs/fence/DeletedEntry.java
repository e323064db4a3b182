package io.mixline.jobs.fence;

import io.mixline.schemas.ItemOrder;
import java.time.Instant;

/** An item that is deleted, and since when the fence knows. */
public record DeletedEntry(ItemOrder order, Instant deletedAt) implements FenceEntry {}
