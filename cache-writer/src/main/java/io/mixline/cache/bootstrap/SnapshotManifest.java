package io.mixline.cache.bootstrap;

import io.mixline.cache.CacheContent;
import io.mixline.cache.CachedModel;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.EmbeddingModel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** What a snapshot says of itself. All but its origin was read out of its files. */
public record SnapshotManifest(Origin origin, Content content, List<SnapshotFile> files) {

    public SnapshotManifest {
        files = List.copyOf(files);
    }

    /** Of all files together. */
    public long bytes() {
        return files.stream().mapToLong(SnapshotFile::bytes).sum();
    }

    /**
     * Who took it, and when by that host's clock.
     *
     * @param host and which of its caches
     */
    public record Origin(Instant createdAt, String host) {}

    /**
     * What is in it.
     *
     * @param cacheFormat of its files
     * @param models the first one first
     * @param positions every record below is in it, or was replaced by a newer one
     */
    public record Content(int cacheFormat, List<Model> models, Map<TopicPartition, TopicPosition> positions) {

        public Content {
            models = List.copyOf(models);
            positions = Map.copyOf(positions);
        }

        static Content of(CacheContent content) {
            return new Content(
                    content.format(), content.models().stream().map(Model::of).toList(), content.positions());
        }

        public Set<String> topics() {
            return positions.keySet().stream().map(TopicPartition::topic).collect(Collectors.toUnmodifiableSet());
        }
    }

    /** A model and its items. */
    public record Model(EmbeddingModel model, CachedModel.ItemCount items) {

        static Model of(CachedModel held) {
            return new Model(held.model(), held.items());
        }
    }
}
