package io.mixline.schemas;

/** The number type of embedding tokens, little endian. Ids are on disk. */
public enum EmbeddingDtype {
    FLOAT16(0, 2),
    BFLOAT16(1, 2),
    FLOAT32(2, 4),
    INT8(3, 1);

    private final byte id;
    private final int bytes;

    EmbeddingDtype(int id, int bytes) {
        this.id = (byte) id;
        this.bytes = bytes;
    }

    public byte id() {
        return id;
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }

    public static EmbeddingDtype fromId(int id) {
        for (EmbeddingDtype dtype : values()) {
            if (dtype.id == id) {
                return dtype;
            }
        }
        throw new IllegalArgumentException("dtype id: " + id + " (expected: 0 to 3)");
    }
}
