package io.mixline.schemas;

/** The two ways into the encoder: what changes now, and what is sent again. LIVE goes first. Ids are on disk. */
public enum Lane {
    LIVE(0),
    BACKFILL(1);

    private final byte id;

    Lane(int id) {
        this.id = (byte) id;
    }

    public byte id() {
        return id;
    }

    public static Lane fromId(int id) {
        return switch (id) {
            case 0 -> LIVE;
            case 1 -> BACKFILL;
            default -> throw new IllegalArgumentException("lane id: " + id + " (expected: 0 or 1)");
        };
    }
}
