package io.mixline.cli.demo.promise;

import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.TextFingerprint;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What each item must be after all that was published, and how each record must have ended: a plain map and the words of
 * the promises. Records of the two lanes are told of one after the other: the demo waits in between. For one thread.
 */
public final class ExpectedItems {

    private final Map<ItemId, Item> items = new LinkedHashMap<>();
    private final Map<ItemOutcome, Long> outcomes = new EnumMap<>(ItemOutcome.class);
    private long records;

    /** A record that cannot be read. */
    public void unreadable() {
        end(ItemOutcome.DEAD_LETTER);
    }

    /** A DELETE that came in. */
    public ItemOutcome delete(Lane lane, ItemId id, ItemOrder order) {
        Item item = items.computeIfAbsent(id, key -> new Item());
        Seen seen = item.seen(lane);
        if (seen.highest != null && !order.isNewerThan(seen.highest)) {
            return end(ItemOutcome.SUPERSEDED);
        }
        seen.highest = order;
        seen.lastText = null;
        return end(item.delete(order) ? ItemOutcome.DELETED : ItemOutcome.SUPERSEDED);
    }

    /** An UPSERT that came in; without a fingerprint where its text is empty. */
    public ItemOutcome upsert(Lane lane, ItemId id, ItemOrder order, @Nullable TextFingerprint text) {
        Item item = items.computeIfAbsent(id, key -> new Item());
        Seen seen = item.seen(lane);
        if (seen.highest != null && order.compareTo(seen.highest) <= 0) {
            boolean conflict = order.equals(seen.highest) && !Objects.equals(text, seen.lastText);
            return end(conflict ? ItemOutcome.CONFLICT : ItemOutcome.SUPERSEDED);
        }
        boolean unchanged = text != null && text.equals(seen.lastText) && order.reencode() == 0;
        seen.highest = order;
        seen.lastText = text;
        if (text == null) {
            item.refused(order);
            return end(ItemOutcome.DEAD_LETTER);
        }
        if (!item.upsert(order, text)) {
            return end(ItemOutcome.SUPERSEDED);
        }
        return end(unchanged ? ItemOutcome.UNCHANGED : ItemOutcome.EMBEDDED);
    }

    /** How many records must have ended so. */
    public long count(ItemOutcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    /** All records published. */
    public long records() {
        return records;
    }

    public List<ItemId> all() {
        return List.copyOf(items.keySet());
    }

    public List<ItemId> live() {
        return items.keySet().stream().filter(id -> item(id).text != null).toList();
    }

    public List<ItemId> deleted() {
        return items.keySet().stream().filter(id -> item(id).isDeleted()).toList();
    }

    Item item(ItemId id) {
        return Objects.requireNonNull(items.get(id));
    }

    /** The highest order published of an item. */
    public ItemOrder highest(ItemId id) {
        return Objects.requireNonNull(item(id).highest);
    }

    private ItemOutcome end(ItemOutcome outcome) {
        records++;
        outcomes.merge(outcome, 1L, Long::sum);
        return outcome;
    }

    /** What an item must be. */
    static final class Item {

        private final Map<Lane, Seen> seen = new EnumMap<>(Lane.class);
        private final Map<ItemOrder, TextFingerprint> texts = new HashMap<>();
        private @Nullable ItemOrder highest;
        private @Nullable TextFingerprint text;

        /** The newest text; null for a deleted item, and for one that never had a text. */
        @Nullable
        TextFingerprint text() {
            return text;
        }

        boolean isDeleted() {
            return highest != null && highest.isDelete();
        }

        @Nullable
        ItemOrder highest() {
            return highest;
        }

        /** The text published with that order; null where none was. */
        @Nullable
        TextFingerprint textOf(ItemOrder order) {
            return texts.get(order);
        }

        private Seen seen(Lane lane) {
            return seen.computeIfAbsent(lane, key -> new Seen());
        }

        private boolean delete(ItemOrder order) {
            boolean newest = isNewest(order);
            if (newest) {
                highest = order;
                text = null;
            }
            return newest;
        }

        private boolean upsert(ItemOrder order, TextFingerprint published) {
            texts.putIfAbsent(order, published);
            boolean newest = isNewest(order);
            if (newest) {
                highest = order;
                text = published;
            }
            return newest;
        }

        /** An empty text: the version exists, and the older text stays readable. */
        private void refused(ItemOrder order) {
            if (isNewest(order)) {
                highest = order;
            }
        }

        private boolean isNewest(ItemOrder order) {
            return highest == null || order.isNewerThan(highest);
        }
    }

    /** What came in of an item through one lane. */
    private static final class Seen {
        private @Nullable ItemOrder highest;
        private @Nullable TextFingerprint lastText;
    }
}
