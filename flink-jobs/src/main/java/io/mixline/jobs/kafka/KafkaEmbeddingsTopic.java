package io.mixline.jobs.kafka;

import io.mixline.jobs.config.JobFraming;
import io.mixline.jobs.config.KafkaCluster;
import io.mixline.jobs.config.OwnTopic;
import io.mixline.jobs.writer.EmbeddingsTopic;
import java.util.Set;

/**
 * An embeddings topic on Kafka.
 *
 * @param read the topics that the job reads
 */
record KafkaEmbeddingsTopic(KafkaCluster kafka, String topic, Set<String> read, JobFraming framing)
        implements EmbeddingsTopic {

    KafkaEmbeddingsTopic {
        read = Set.copyOf(read);
    }

    @Override
    public Session open() {
        return new EmbeddingsTopicSession(kafka, topic, read, framing.of(OwnTopic.EMBEDDINGS, topic));
    }
}
