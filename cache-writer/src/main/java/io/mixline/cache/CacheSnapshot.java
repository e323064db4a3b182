package io.mixline.cache;

import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A cache's content of one moment. Used by one thread at a time. */
public interface CacheSnapshot extends AutoCloseable {

    /** All models that were seen, the first one first. */
    List<CachedModel> models();

    /** Up to where each partition is applied. Every record below is in this snapshot, or was replaced by a newer one. */
    Map<TopicPartition, TopicPosition> positions();

    /** What is known of each item under that model, in the order of the ids; null where nothing is. */
    List<@Nullable ItemMetadata> metadata(ModelFingerprint model, List<ItemId> itemIds);

    /**
     * Says of each item that is still open what is known of it under that model, and packs its tokens.
     *
     * @throws CacheException FATAL where tokens do not fill their row: the store is damaged
     */
    void read(ModelFingerprint model, PackedRead read);

    @Override
    void close();
}
