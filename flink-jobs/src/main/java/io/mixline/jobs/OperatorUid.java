package io.mixline.jobs;

import io.mixline.schemas.Lane;

/** The operators by the names that savepoints know them by: final from the first release on. */
public enum OperatorUid {
    LIVE_SOURCE("live-source"),
    LIVE_DECODE("live-decode"),
    LIVE_GATE("live-gate"),
    LIVE_ENCODE("live-encode"),
    BACKFILL_SOURCE("backfill-source"),
    BACKFILL_DECODE("backfill-decode"),
    BACKFILL_GATE("backfill-gate"),
    BACKFILL_ENCODE("backfill-encode"),
    FENCE("fence"),
    EMBEDDINGS_SINK("embeddings-sink"),
    DEAD_LETTERS_SINK("dead-letters-sink"),
    RETURNED_SINK("returned-sink");

    private final String uid;

    OperatorUid(String uid) {
        this.uid = uid;
    }

    /** Also the operator's name. */
    public String uid() {
        return uid;
    }

    static OperatorUid source(Lane lane) {
        return of(lane, "SOURCE");
    }

    static OperatorUid decode(Lane lane) {
        return of(lane, "DECODE");
    }

    static OperatorUid gate(Lane lane) {
        return of(lane, "GATE");
    }

    static OperatorUid encode(Lane lane) {
        return of(lane, "ENCODE");
    }

    private static OperatorUid of(Lane lane, String step) {
        return valueOf(lane.name() + "_" + step);
    }
}
