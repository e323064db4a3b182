package io.mixline.jobs.kafka;

import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import io.mixline.schemas.config.Settings;

/** How wide topics are, and how many brokers hold each record. The partitions of a model's topic never change. */
public record TopicLayout(int partitions, int replication) {

    public TopicLayout {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions: " + partitions + " (expected: > 0)");
        }
        if (replication < 1) {
            throw new IllegalArgumentException("replication: " + replication + " (expected: > 0)");
        }
    }

    /** As configured. */
    public static TopicLayout of(Settings settings) {
        return new TopicLayout(
                settings.get(ItemEmbeddingJobSettings.PARTITIONS), settings.get(ItemEmbeddingJobSettings.REPLICATION));
    }

    TopicLayout withPartitions(int other) {
        return new TopicLayout(other, replication);
    }

    /** All but one of the brokers, so that one can be away: 2 of 3. */
    int minInSync() {
        return Math.max(1, replication - 1);
    }
}
