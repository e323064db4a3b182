package io.mixline.cache.hot;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.ItemMetadata;
import io.mixline.cache.PackedRead;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows that are read most in memory, above a cache that has them all. A row that is kept is never older than what
 * the cache below holds: it is forgotten before the item is written, and nothing that a snapshot of before brings is kept
 * afterwards; once written, what was hot is kept anew. Rows of one read may be of moments a little apart; what is said of one item is of one moment.
 *
 * <p>As thread-safe as the cache below. Memory is direct: {@code -XX:MaxDirectMemorySize} bounds it, too.
 */
public final class HotTierEmbeddingCache implements EmbeddingCache {

    /** Copied in less than half a millisecond. */
    private static final int MOST_BYTES_AT_ONCE = 2 << 20;

    private final EmbeddingCache cache;
    private final HotTier tier;
    private final WriteClock clock = new WriteClock();
    private final LongAdder hits = new LongAdder();
    private final LongAdder others = new LongAdder();

    /**
     * @param cache closed with this
     * @param bytes of memory that the tier may take, for all models together
     */
    public HotTierEmbeddingCache(EmbeddingCache cache, long bytes) {
        this.cache = cache;
        this.tier = new HotTier(bytes, clock);
    }

    /** Items that were read out of this tier. */
    public long hits() {
        return hits.sum();
    }

    /** Items for which the cache below was asked. */
    public long others() {
        return others.sum();
    }

    @Override
    public List<ApplyOutcome> apply(CacheWrite write) {
        List<ItemId> items = write.changes().stream().map(CacheChange::itemId).toList();
        clock.begin(items);
        try {
            HotTier.Forgotten forgotten = tier.forget(items);
            List<ApplyOutcome> outcomes = cache.apply(write);
            forgotten.renew(write.changes(), outcomes);
            return outcomes;
        } finally {
            clock.end(items);
        }
    }

    @Override
    public List<CachedModel> discard(String topic) {
        clock.beginAll();
        try {
            tier.forgetAll();
            return cache.discard(topic);
        } finally {
            clock.endAll();
        }
    }

    @Override
    public CacheSnapshot snapshot() {
        long asked = clock.now();
        return new HotSnapshot(cache.snapshot(), asked);
    }

    @Override
    public List<CachedModel> models() {
        return cache.models();
    }

    @Override
    public boolean readFromMemory(ModelFingerprint model, PackedRead read) {
        long asked = clock.now();
        HotRows rows = tier.known(model, read.shape());
        int wanted = read.open();
        if (rows == null || read.bytes() > MOST_BYTES_AT_ONCE || !rows.readButFew(read)) {
            return false;
        }
        BitSet open = read.openItems();
        if (!open.isEmpty() && !cache.readFromMemory(model, read)) {
            return false;
        }
        hits.add(wanted - open.cardinality());
        others.add(open.cardinality());
        keep(rows, read, open, asked);
        return true;
    }

    @Override
    public void close() {
        cache.close();
        tier.forgetAll();
    }

    private static void keep(HotRows rows, PackedRead read, BitSet items, long asked) {
        for (int item = items.nextSetBit(0); item >= 0; item = items.nextSetBit(item + 1)) {
            rows.keep(read, item, asked);
        }
    }

    private final class HotSnapshot implements CacheSnapshot {

        private final CacheSnapshot below;
        private final long asked;

        HotSnapshot(CacheSnapshot below, long asked) {
            this.below = below;
            this.asked = asked;
        }

        @Override
        public List<CachedModel> models() {
            return below.models();
        }

        @Override
        public Map<TopicPartition, TopicPosition> positions() {
            return below.positions();
        }

        @Override
        public List<@Nullable ItemMetadata> metadata(ModelFingerprint model, List<ItemId> itemIds) {
            return below.metadata(model, itemIds);
        }

        @Override
        public void read(ModelFingerprint model, PackedRead read) {
            HotRows rows = tier.rows(model, read.shape());
            int wanted = read.open();
            rows.read(read);
            hits.add(wanted - read.open());
            others.add(read.open());
            if (read.open() > 0) {
                BitSet open = read.openItems();
                below.read(model, read);
                keep(rows, read, open, asked);
            }
        }

        @Override
        public void close() {
            below.close();
        }
    }
}
