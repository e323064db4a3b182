package io.mixline.client;

import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * What a read says of each item, in the order of the request, kept by column: a long list costs a few arrays, and an
 * {@link EmbeddingRow} is made only for who asks for one. Immutable, but for its {@link Builder}.
 */
public final class EmbeddingRows extends AbstractList<EmbeddingRow> implements RandomAccess {

    private static final ItemStatus[] STATUSES = ItemStatus.values();

    private final List<ItemId> itemIds;
    private final byte[] statuses;
    private final long[] versions;
    private final long[] changedAtMillis;
    private final @Nullable String @Nullable [] shortTexts;

    private EmbeddingRows(Builder built) {
        this.itemIds = built.itemIds;
        this.statuses = built.statuses;
        this.versions = built.versions;
        this.changedAtMillis = built.changedAtMillis;
        this.shortTexts = built.shortTexts;
    }

    static EmbeddingRows copyOf(List<EmbeddingRow> rows) {
        if (rows instanceof EmbeddingRows columns) {
            return columns;
        }
        Builder copy = new Builder(rows.stream().map(EmbeddingRow::itemId).toList());
        for (int item = 0; item < rows.size(); item++) {
            copy.set(item, rows.get(item));
        }
        return copy.build();
    }

    @Override
    public EmbeddingRow get(int item) {
        ItemStatus status = status(item);
        if (status == ItemStatus.MISS) {
            return EmbeddingRow.miss(itemIds.get(item));
        }
        return new EmbeddingRow(
                itemIds.get(item),
                status,
                new ItemVersion(versions[item]),
                Instant.ofEpochMilli(changedAtMillis[item]),
                shortText(item));
    }

    @Override
    public int size() {
        return statuses.length;
    }

    public List<ItemId> itemIds() {
        return itemIds;
    }

    public ItemStatus status(int item) {
        return STATUSES[statuses[item]];
    }

    /** The readable version's number; 0 for a MISS. */
    public long version(int item) {
        return versions[item];
    }

    /** When the source made the readable change, in milliseconds since the epoch; 0 for a MISS. */
    public long changedAtMillis(int item) {
        return changedAtMillis[item];
    }

    /** Null without tokens, where the bundle makes none, and where the request did not want it. */
    public @Nullable String shortText(int item) {
        return shortTexts == null ? null : shortTexts[item];
    }

    /** Filled by one thread; every item is a MISS at first. */
    public static final class Builder {

        private final List<ItemId> itemIds;
        private final byte[] statuses;
        private final long[] versions;
        private final long[] changedAtMillis;
        private @Nullable String @Nullable [] shortTexts;

        public Builder(List<ItemId> itemIds) {
            this.itemIds = List.copyOf(itemIds);
            this.statuses = new byte[itemIds.size()];
            this.versions = new long[itemIds.size()];
            this.changedAtMillis = new long[itemIds.size()];
        }

        public ItemStatus status(int item) {
            return STATUSES[statuses[item]];
        }

        public long version(int item) {
            return versions[item];
        }

        public long changedAtMillis(int item) {
            return changedAtMillis[item];
        }

        public @Nullable String shortText(int item) {
            return shortTexts == null ? null : shortTexts[item];
        }

        public void known(int item, ItemStatus status, long version, long changedAt) {
            statuses[item] = status.id();
            versions[item] = version;
            changedAtMillis[item] = changedAt;
        }

        public void shortText(int item, String text) {
            if (shortTexts == null) {
                shortTexts = new String[statuses.length];
            }
            shortTexts[item] = text;
        }

        /** Calls those items stale that have tokens which the rule calls so. */
        public void apply(StalenessRule rule, Duration hostBehind) {
            for (int item = 0; item < statuses.length; item++) {
                if (statuses[item] == ItemStatus.HIT.id()
                        && rule.isStale(itemIds.get(item), new ItemVersion(versions[item]), hostBehind)) {
                    statuses[item] = ItemStatus.STALE.id();
                }
            }
        }

        public EmbeddingRows build() {
            return new EmbeddingRows(this);
        }

        private void set(int item, EmbeddingRow row) {
            ItemVersion version = row.version();
            Instant changedAt = row.changedAt();
            if (version != null && changedAt != null) {
                known(item, row.status(), version.value(), changedAt.toEpochMilli());
            }
            if (row.shortText() != null) {
                shortText(item, row.shortText());
            }
        }
    }
}
