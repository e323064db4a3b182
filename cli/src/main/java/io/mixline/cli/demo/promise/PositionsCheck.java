package io.mixline.cli.demo.promise;

import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.ItemMetadata;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ModelFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks at the cache that a crash left behind: every record below its positions must be there, or have been replaced by a
 * newer one.
 */
public final class PositionsCheck {

    private final ModelFingerprint model;

    public PositionsCheck(ModelFingerprint model) {
        this.model = model;
    }

    /** What is missing. */
    public List<String> check(EmbeddingCache left, TopicContents topic) {
        List<String> wrong = new ArrayList<>();
        try (CacheSnapshot snapshot = left.snapshot()) {
            Map<TopicPartition, TopicPosition> positions = snapshot.positions();
            for (TopicContents.Placed record : topic.records()) {
                TopicPosition position = positions.get(record.partition());
                if (position != null
                        && record.offset() < position.nextOffset()
                        && !holds(snapshot, record.embedding())) {
                    wrong.add("after a crash the position of " + record.partition() + " was " + position.nextOffset()
                            + ", and " + record.embedding().itemId() + " of offset " + record.offset()
                            + " was not in the cache");
                }
            }
        }
        return wrong;
    }

    private boolean holds(CacheSnapshot snapshot, ItemEmbedding record) {
        ItemMetadata held = snapshot.metadata(model, List.of(record.itemId())).get(0);
        return held != null && held.order().compareTo(record.order()) >= 0;
    }
}
