package io.mixline.jobs.kafka;

import static java.util.Objects.requireNonNull;

import io.mixline.jobs.config.JobTopics;
import io.mixline.jobs.config.KafkaCluster;
import io.mixline.schemas.ModelVersion;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics that a job writes: creates those that are missing, and checks those that are there. */
public final class EmbeddingTopics {

    private static final int TIMEOUT_SECONDS = 60;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<TopicPlan> plans;

    public EmbeddingTopics(ModelVersion modelVersion, JobTopics topics, TopicLayout layout) {
        this.plans = List.of(
                TopicPlan.compacted(modelVersion.embeddingsTopic(), layout),
                TopicPlan.retained(topics.backfill(), layout),
                TopicPlan.retained(topics.deadLetters(), layout),
                TopicPlan.compacted(topics.control(), layout.withPartitions(1)));
    }

    /** The same, with a client of its own. */
    public void prepare(KafkaCluster kafka) {
        try (Admin admin = Admin.create(kafka.properties())) {
            prepare(admin);
        }
    }

    /**
     * Returns when every topic is there and right.
     *
     * @throws InvalidConfigurationException with everything that is wrong with topics that were there before
     */
    public void prepare(Admin admin) {
        Set<String> present = KafkaClients.await(admin.listTopics().names(), "listing topics");
        List<String> problems = new ArrayList<>();
        for (TopicPlan plan : plans) {
            if (present.contains(plan.name())) {
                problems.addAll(problems(plan, admin));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException("topics", problems);
        }
        List<TopicPlan> missing =
                plans.stream().filter(plan -> !present.contains(plan.name())).toList();
        admin.createTopics(missing.stream().map(TopicPlan::create).toList())
                .values()
                .forEach(EmbeddingTopics::awaitCreated);
        awaitSeen(missing, admin);
    }

    /** Another job may have created it meanwhile: the control topic, above all. */
    private static void awaitCreated(String topic, KafkaFuture<Void> created) {
        try {
            var unused = KafkaClients.await(created, "creating topic " + topic);
        } catch (IllegalStateException e) {
            if (!(e.getCause() instanceof ExecutionException failed
                    && failed.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** A broker learns of a topic a moment after it was created. */
    private static void awaitSeen(List<TopicPlan> created, Admin admin) {
        List<String> names = created.stream().map(TopicPlan::name).toList();
        Instant deadline = Instant.now().plusSeconds(TIMEOUT_SECONDS);
        while (!KafkaClients.await(admin.listTopics().names(), "listing topics").containsAll(names)) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("topics " + names + ": not all there after " + TIMEOUT_SECONDS + " s");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static List<String> problems(TopicPlan plan, Admin admin) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, plan.name());
        Map<String, TopicDescription> descriptions = KafkaClients.await(
                admin.describeTopics(List.of(plan.name())).allTopicNames(), "describing " + plan.name());
        Map<ConfigResource, Config> configs = KafkaClients.await(
                admin.describeConfigs(List.of(resource)).all(), "describing the settings of " + plan.name());
        return plan.problems(requireNonNull(descriptions.get(plan.name())), requireNonNull(configs.get(resource)));
    }
}
