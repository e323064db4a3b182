package io.mixline.jobs.seed;

import java.io.Serializable;
import java.util.Map;

/**
 * The embeddings topic that a state is built from.
 *
 * @param id Kafka's
 * @param ends where the read of each partition ends
 */
public record SeedTopic(String name, String id, Map<Integer, Long> ends) implements Serializable {

    public SeedTopic {
        ends = Map.copyOf(ends);
    }

    /** At most. */
    public long records() {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }
}
