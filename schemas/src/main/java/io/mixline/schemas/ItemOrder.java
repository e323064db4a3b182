package io.mixline.schemas;

/**
 * Decides which of two changes of one item is newer: the higher version; at equal version DELETE beats UPSERT; then the
 * higher {@code reencode}, which is 0 for live changes and the number of the backfill that demanded the encoding again.
 */
public record ItemOrder(ItemVersion version, ItemOperation operation, long reencode) implements Comparable<ItemOrder> {

    public ItemOrder {
        if (reencode < 0) {
            throw new IllegalArgumentException("reencode: " + reencode + " (expected: >= 0)");
        }
        if (operation == ItemOperation.DELETE && reencode != 0) {
            throw new IllegalArgumentException(
                    "reencode: " + reencode + " (expected: 0, a DELETE has nothing to encode)");
        }
    }

    public static ItemOrder upsert(long version) {
        return new ItemOrder(new ItemVersion(version), ItemOperation.UPSERT, 0);
    }

    public static ItemOrder delete(long version) {
        return new ItemOrder(new ItemVersion(version), ItemOperation.DELETE, 0);
    }

    public boolean isDelete() {
        return operation == ItemOperation.DELETE;
    }

    public boolean isNewerThan(ItemOrder other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(ItemOrder other) {
        int byVersion = version.compareTo(other.version);
        if (byVersion != 0) {
            return byVersion;
        }
        int byOperation = operation.compareTo(other.operation);
        return byOperation != 0 ? byOperation : Long.compare(reencode, other.reencode);
    }

    @Override
    public String toString() {
        return version + (isDelete() ? " DELETE" : "") + (reencode == 0 ? "" : " reencode " + reencode);
    }
}
