package io.mixline.schemas;

import java.nio.charset.StandardCharsets;

/** The key of an item: any non-empty string, compared by its UTF-8 bytes. */
public record ItemId(String value) {

    public ItemId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("itemId: \"\" (expected: not empty)");
        }
    }

    /** The Kafka key and cache key of this item. */
    public byte[] toBytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    public static ItemId fromBytes(byte[] utf8) {
        return new ItemId(new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return value;
    }
}
