package io.mixline.schemas;

/**
 * How a change came into the job.
 *
 * @param backfill the number of the backfill that selected the change; 0 where none did
 * @param forced encode even at an order that was seen before: a mark lost its tokens, or a dead letter is replayed
 */
public record ChangeOrigin(Lane lane, long backfill, boolean forced) {

    private static final ChangeOrigin LIVE = new ChangeOrigin(Lane.LIVE, 0, false);

    public ChangeOrigin {
        if (backfill < 0) {
            throw new IllegalArgumentException("backfill: " + backfill + " (expected: >= 0)");
        }
        if (lane == Lane.LIVE && (backfill != 0 || forced)) {
            throw new IllegalArgumentException("lane: LIVE (expected: BACKFILL for a change that was sent again)");
        }
    }

    public static ChangeOrigin live() {
        return LIVE;
    }

    /** Selected by the backfill of that number. */
    public static ChangeOrigin backfill(long number) {
        return new ChangeOrigin(Lane.BACKFILL, number, false);
    }

    /** Sent back by the job itself, or replayed, to be encoded whatever was seen before. */
    public static ChangeOrigin forcedReencode() {
        return new ChangeOrigin(Lane.BACKFILL, 0, true);
    }
}
