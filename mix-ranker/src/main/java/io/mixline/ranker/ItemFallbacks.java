package io.mixline.ranker;

import io.mixline.client.ItemStatus;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of items without good tokens, by their status. Begin with {@link #strict()} and change what you mean.
 *
 * @param withoutText where a text is declared and there is none: SKIP or FLOOR
 * @param floor the score of what is floored
 */
public record ItemFallbacks(Fallback miss, Fallback deleted, Fallback stale, Fallback withoutText, double floor) {

    public ItemFallbacks {
        if (miss == Fallback.TOKENS || deleted == Fallback.TOKENS) {
            throw new IllegalArgumentException(
                    "miss: " + miss + ", deleted: " + deleted + " (expected: not TOKENS, such items have none)");
        }
        if (withoutText != Fallback.SKIP && withoutText != Fallback.FLOOR) {
            throw new IllegalArgumentException("withoutText: " + withoutText + " (expected: SKIP or FLOOR)");
        }
        if (!Double.isFinite(floor)) {
            throw new IllegalArgumentException("floor: " + floor + " (expected: a finite number)");
        }
    }

    /**
     * Nothing that is known to be wrong is presented: a MISS or a STALE item by the caller's text, a DELETED one never;
     * what is left has no score.
     */
    public static ItemFallbacks strict() {
        return new ItemFallbacks(Fallback.CALLER_TEXT, Fallback.SKIP, Fallback.CALLER_TEXT, Fallback.SKIP, 0);
    }

    public ItemFallbacks onMiss(Fallback changed) {
        return new ItemFallbacks(changed, deleted, stale, withoutText, floor);
    }

    public ItemFallbacks onDeleted(Fallback changed) {
        return new ItemFallbacks(miss, changed, stale, withoutText, floor);
    }

    public ItemFallbacks onStale(Fallback changed) {
        return new ItemFallbacks(miss, deleted, changed, withoutText, floor);
    }

    public ItemFallbacks onNoText(Fallback changed) {
        return new ItemFallbacks(miss, deleted, stale, changed, floor);
    }

    public ItemFallbacks withFloor(double changed) {
        return new ItemFallbacks(miss, deleted, stale, withoutText, changed);
    }

    /** How an item is presented, by what there is of it; a blank text is none. */
    Presentation presentation(ItemStatus status, @Nullable String shortText, @Nullable String callerText) {
        return switch (status) {
            case HIT -> Presentation.TOKENS;
            case MISS -> presentation(miss, shortText, callerText);
            case DELETED -> presentation(deleted, shortText, callerText);
            case STALE -> presentation(stale, shortText, callerText);
        };
    }

    private Presentation presentation(Fallback fallback, @Nullable String shortText, @Nullable String callerText) {
        return switch (fallback) {
            case TOKENS -> Presentation.TOKENS;
            case SHORT_TEXT ->
                isText(shortText) ? Presentation.SHORT_TEXT : presentation(Fallback.CALLER_TEXT, shortText, callerText);
            case CALLER_TEXT ->
                isText(callerText) ? Presentation.CALLER_TEXT : presentation(withoutText, shortText, callerText);
            case SKIP -> Presentation.SKIPPED;
            case FLOOR -> Presentation.FLOORED;
        };
    }

    private static boolean isText(@Nullable String text) {
        return text != null && !text.isBlank();
    }
}
