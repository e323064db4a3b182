package io.mixline.schemas;

/** What a change does to its item. The ids are on disk and never change. */
public enum ItemOperation {
    UPSERT(0),
    DELETE(1);

    private final byte id;

    ItemOperation(int id) {
        this.id = (byte) id;
    }

    public byte id() {
        return id;
    }

    public static ItemOperation fromId(int id) {
        return switch (id) {
            case 0 -> UPSERT;
            case 1 -> DELETE;
            default -> throw new IllegalArgumentException("operation id: " + id + " (expected: 0 or 1)");
        };
    }
}
