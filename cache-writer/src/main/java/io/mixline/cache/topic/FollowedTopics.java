package io.mixline.cache.topic;

import java.time.Duration;
import java.util.Set;

/**
 * The embeddings topics that a host applies.
 *
 * @param checkInterval how often their ids, partitions and ends are compared with the positions
 */
public record FollowedTopics(Set<String> names, Duration checkInterval) {

    public FollowedTopics {
        names = Set.copyOf(names);
    }
}
