package io.mixline.jobs.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/**
 * A topic as it must be.
 *
 * @param settings checked against a topic that is there; never changed in it
 */
record TopicPlan(String name, TopicLayout layout, Map<String, String> settings) {

    /** A promise of the topic stands or falls with each of these. */
    private static final String CLEANUP_POLICY = "cleanup.policy";

    /** Keeps the last record of each key for ever. */
    static TopicPlan compacted(String name, TopicLayout layout) {
        return new TopicPlan(name, layout, durable(layout, "compact"));
    }

    /** Keeps records for as long as the broker's default says. */
    static TopicPlan retained(String name, TopicLayout layout) {
        return new TopicPlan(name, layout, durable(layout, "delete"));
    }

    private static Map<String, String> durable(TopicLayout layout, String cleanupPolicy) {
        return Map.of(
                CLEANUP_POLICY,
                cleanupPolicy,
                "min.insync.replicas",
                Integer.toString(layout.minInSync()),
                "unclean.leader.election.enable",
                "false");
    }

    NewTopic create() {
        return new NewTopic(name, layout.partitions(), (short) layout.replication()).configs(settings);
    }

    /** What is wrong with a topic that is there. */
    List<String> problems(TopicDescription description, Config config) {
        List<String> problems = new ArrayList<>();
        int partitions = description.partitions().size();
        if (partitions != layout.partitions()) {
            problems.add(problem("partitions", Integer.toString(partitions), Integer.toString(layout.partitions())));
        }
        int replicas = description.partitions().get(0).replicas().size();
        if (replicas < layout.replication()) {
            problems.add(problem("replication", Integer.toString(replicas), ">= " + layout.replication()));
        }
        settings.forEach((setting, expected) -> {
            @Nullable ConfigEntry entry = config.get(setting);
            String actual = entry == null ? "absent" : String.valueOf(entry.value());
            if (!Objects.equals(actual, expected)) {
                problems.add(problem(setting, actual, expected));
            }
        });
        return problems;
    }

    private String problem(String what, String actual, String expected) {
        return "topic " + name + ", " + what + ": " + actual + " (expected: " + expected + ")";
    }
}
