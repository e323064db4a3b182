package io.mixline.cache.topic;

import io.mixline.schemas.codec.Framing;
import java.time.Duration;
import java.util.Set;

/**
 * The embeddings topics that a host applies.
 *
 * @param checkInterval how often their ids, partitions and ends are compared with the positions
 * @param framing how their records name their schemas
 */
public record FollowedTopics(Set<String> names, Duration checkInterval, Framing framing) {

    public FollowedTopics {
        names = Set.copyOf(names);
    }
}
