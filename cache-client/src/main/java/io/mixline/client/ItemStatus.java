package io.mixline.client;

/** What a read found of one item. The ids are on the wire and never change. */
public enum ItemStatus {
    /** The cache has never seen the item under this model: its row is zero. */
    MISS(0),
    /** The row holds the item's embedding tokens. */
    HIT(1),
    /** The item was deleted: its row is zero. */
    DELETED(2),
    /** The row holds embedding tokens, but of an older state than the caller's {@link StalenessRule} allows. */
    STALE(3);

    private final byte id;

    ItemStatus(int id) {
        this.id = (byte) id;
    }

    public byte id() {
        return id;
    }

    /** Whether the item's row holds embedding tokens. */
    public boolean hasTokens() {
        return this == HIT || this == STALE;
    }

    public static ItemStatus fromId(int id) {
        for (ItemStatus status : values()) {
            if (status.id == id) {
                return status;
            }
        }
        throw new IllegalArgumentException("item status id: " + id + " (expected: 0 to 3)");
    }
}
