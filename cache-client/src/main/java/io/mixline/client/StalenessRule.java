package io.mixline.client;

import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * When a reader calls embedding tokens stale: older than the version it knows of, or on a host that is too far behind
 * the topic. Age alone is no reason: an item that has not changed for a year is not stale.
 *
 * @param minVersions the least version wanted, for the items that the caller knows one of
 * @param maxHostBehind how far the host may be behind the topic; empty for any distance
 */
public record StalenessRule(Map<ItemId, ItemVersion> minVersions, Optional<Duration> maxHostBehind) {

    private static final StalenessRule NONE = new StalenessRule(Map.of(), Optional.empty());

    public StalenessRule {
        minVersions = Map.copyOf(minVersions);
        if (maxHostBehind.isPresent() && maxHostBehind.get().isNegative()) {
            throw new IllegalArgumentException("maxHostBehind: " + maxHostBehind.get() + " (expected: >= 0)");
        }
    }

    /** Nothing is stale. */
    public static StalenessRule none() {
        return NONE;
    }

    public static StalenessRule minVersions(Map<ItemId, ItemVersion> minVersions) {
        return new StalenessRule(minVersions, Optional.empty());
    }

    public static StalenessRule maxHostBehind(Duration bound) {
        return new StalenessRule(Map.of(), Optional.of(bound));
    }

    /** Whether it never calls anything stale. */
    public boolean isNone() {
        return minVersions.isEmpty() && maxHostBehind.isEmpty();
    }

    /** Whether tokens of that version are stale on a host that is that far behind. */
    public boolean isStale(ItemId itemId, ItemVersion version, Duration hostBehind) {
        ItemVersion wanted = minVersions.get(itemId);
        return (wanted != null && version.compareTo(wanted) < 0)
                || maxHostBehind
                        .filter(bound -> hostBehind.compareTo(bound) > 0)
                        .isPresent();
    }
}
