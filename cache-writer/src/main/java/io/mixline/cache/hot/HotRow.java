package io.mixline.cache.hot;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of an item with tokens.
 *
 * @param id the item's
 * @param firstWord of its {@link IdWords}
 * @param secondWord of its {@link IdWords}
 * @param slot where its tokens are
 * @param stamp of the slot, since it was taken for this row
 * @param textKnown whether the read that brought it asked for the short text; else nobody knows if there is one
 */
record HotRow(
        String id,
        long firstWord,
        long secondWord,
        int slot,
        int stamp,
        long version,
        long changedAtMillis,
        boolean textKnown,
        @Nullable String shortText) {

    HotRow(
            String id,
            int slot,
            int stamp,
            long version,
            long changedAtMillis,
            boolean textKnown,
            @Nullable String shortText) {
        this(
                id,
                IdWords.of(id).first(),
                IdWords.of(id).second(),
                slot,
                stamp,
                version,
                changedAtMillis,
                textKnown,
                shortText);
    }

    /** @param words of that id */
    boolean isOf(String itemId, IdWords words) {
        return firstWord == words.first() && secondWord == words.second() && (!words.areNone() || id.equals(itemId));
    }
}
