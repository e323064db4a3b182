package io.mixline.schemas;

/** The source's own revision number of an item: 0 or more, grows with every change of the item. */
public record ItemVersion(long value) implements Comparable<ItemVersion> {

    public ItemVersion {
        if (value < 0) {
            throw new IllegalArgumentException("itemVersion: " + value + " (expected: >= 0)");
        }
    }

    @Override
    public int compareTo(ItemVersion other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
