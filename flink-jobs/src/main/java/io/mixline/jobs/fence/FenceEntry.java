package io.mixline.jobs.fence;

import io.mixline.schemas.ItemOrder;

/** What the fence knows of an item. Each kind is kept in a state of its own, for deletes will be forgotten some day. */
public sealed interface FenceEntry permits LiveEntry, DeletedEntry {

    /** The highest order that came by, whatever became of it. */
    ItemOrder order();
}
