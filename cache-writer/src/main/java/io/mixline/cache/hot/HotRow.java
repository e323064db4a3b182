package io.mixline.cache.hot;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of an item with tokens.
 *
 * @param id the item's
 * @param slot where its tokens are
 * @param stamp of the slot, since it was taken for this row
 * @param textKnown whether the read that brought it asked for the short text; else nobody knows if there is one
 */
record HotRow(
        String id,
        int slot,
        int stamp,
        long version,
        long changedAtMillis,
        boolean textKnown,
        @Nullable String shortText) {}
