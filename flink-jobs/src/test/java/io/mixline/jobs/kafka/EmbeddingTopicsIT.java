package io.mixline.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.jobs.config.JobTopics;
import io.mixline.schemas.ModelVersion;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingTopicsIT {

    private static final TopicLayout LAYOUT = new TopicLayout(3, 1);

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init") // set by start
    static EmbeddedKafka kafka;

    @SuppressWarnings("NullAway.Init") // set by start
    static Admin admin;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(directory);
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    @Test
    void missing_topics_are_created_and_pass_the_check_afterwards() throws Exception {
        EmbeddingTopics topics = topics("created", LAYOUT);
        topics.prepare(admin);
        topics.prepare(admin);

        assertThat(admin.describeTopics(List.of("item-embeddings-created"))
                        .allTopicNames()
                        .get(60, TimeUnit.SECONDS)
                        .get("item-embeddings-created"))
                .isNotNull()
                .satisfies(topic -> assertThat(topic.partitions()).hasSize(3));
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "item-embeddings-created");
        assertThat(admin.describeConfigs(List.of(resource))
                        .all()
                        .get(60, TimeUnit.SECONDS)
                        .get(resource))
                .isNotNull()
                .satisfies(config ->
                        assertThat(config.get("cleanup.policy").value()).isEqualTo("compact"));
    }

    @Test
    void a_topic_that_would_break_a_promise_is_refused_with_every_problem() throws Exception {
        admin.createTopics(List.of(new NewTopic("item-embeddings-wrong", 1, (short) 1)))
                .all()
                .get(60, TimeUnit.SECONDS);

        Awaitility.await() // a broker learns of a topic a moment after it was created
                .atMost(Duration.ofMinutes(1))
                .until(() ->
                        admin.listTopics().names().get(60, TimeUnit.SECONDS).contains("item-embeddings-wrong"));

        assertThatThrownBy(() -> topics("wrong", LAYOUT).prepare(admin))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("item-embeddings-wrong, partitions: 1 (expected: 3)")
                .hasMessageContaining("item-embeddings-wrong, cleanup.policy: delete (expected: compact)");
        assertThat(admin.listTopics().names().get(60, TimeUnit.SECONDS)).doesNotContain("wrong-backfill");
    }

    private static EmbeddingTopics topics(String name, TopicLayout layout) {
        return new EmbeddingTopics(
                new ModelVersion(name),
                new JobTopics(name, name + "-backfill", name + "-dead-letters", name + "-control"),
                layout);
    }
}
