package io.mixline.cli.embedded;

import io.mixline.jobs.config.JobTopics;
import io.mixline.jobs.kafka.EmbeddingTopics;
import io.mixline.jobs.kafka.TopicLayout;
import io.mixline.schemas.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** All topics of an embedded run: those that a source owns, and those that a job writes. */
final class EmbeddedTopics {

    private EmbeddedTopics() {}

    static void create(String bootstrapServers, ModelVersion modelVersion, JobTopics topics, int partitions) {
        TopicLayout layout = new TopicLayout(partitions, 1);
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
            if (!admin.listTopics().names().get().contains(topics.source())) {
                admin.createTopics(List.of(new NewTopic(topics.source(), partitions, (short) 1)))
                        .all()
                        .get();
            }
            new EmbeddingTopics(modelVersion, topics, layout).prepare(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("creating topics: interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("creating topics: " + e.getCause(), e);
        }
    }
}
