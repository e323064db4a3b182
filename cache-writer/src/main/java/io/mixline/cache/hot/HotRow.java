package io.mixline.cache.hot;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of an item with tokens.
 *
 * @param textKnown whether the read that brought it asked for the short text; else nobody knows if there is one
 */
record HotRow(
        RowSlots.Slot slot,
        long version,
        long changedAtMillis,
        boolean textKnown,
        @Nullable String shortText) {}
