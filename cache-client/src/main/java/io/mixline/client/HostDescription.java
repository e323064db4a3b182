package io.mixline.client;

import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a cache host holds, and how far it is.
 *
 * @param host the name that it goes by
 * @param ready whether its reads are up to date, as its settings say what that is
 * @param lagRecords records that are not applied yet
 * @param behind everything that stood in the topics that long ago is readable; empty before the host caught up
 */
public record HostDescription(
        String host,
        boolean ready,
        long lagRecords,
        Optional<Duration> behind,
        List<HeldModel> models,
        List<HeldPartition> partitions) {

    public HostDescription {
        models = List.copyOf(models);
        partitions = List.copyOf(partitions);
    }

    /**
     * A model whose items are held.
     *
     * @param shape of one item; empty while only tombstones were seen
     * @param current whether a request that names its space and no fingerprints gets this one
     * @param topics that its items come from
     */
    public record HeldModel(
            EmbeddingModel model,
            Optional<EmbeddingShape> shape,
            boolean current,
            long liveItems,
            long deletedItems,
            Set<String> topics) {

        public HeldModel {
            topics = Set.copyOf(topics);
        }
    }

    /**
     * A partition that is applied.
     *
     * @param nextOffset everything below is readable, or was replaced
     * @param hosts where it can be read
     */
    public record HeldPartition(String topic, int partition, long nextOffset, List<String> hosts) {

        public HeldPartition {
            hosts = List.copyOf(hosts);
        }
    }
}
