package io.mixline.cache;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * What a cache has to forget to be rid of a topic.
 *
 * @param models that have items from it
 * @param positions of its partitions, and of every other topic that these models have items from: with the models
 *     gone, those are read again from their start, too
 */
public record TopicContent(List<CachedModel> models, Set<TopicPartition> positions) {

    /**
     * What a cache holds of a topic.
     *
     * @param models all that the cache knows
     * @param positions all that the cache holds
     */
    public static TopicContent of(String topic, Collection<CachedModel> models, Collection<TopicPartition> positions) {
        List<CachedModel> fromTopic =
                models.stream().filter(model -> model.mayComeFrom(topic)).toList();
        Set<TopicPartition> readAgain = positions.stream()
                .filter(position -> position.topic().equals(topic)
                        || fromTopic.stream().anyMatch(model -> model.mayComeFrom(position.topic())))
                .collect(Collectors.toUnmodifiableSet());
        return new TopicContent(fromTopic, readAgain);
    }
}
