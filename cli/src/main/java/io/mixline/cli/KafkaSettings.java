package io.mixline.cli;

import io.mixline.schemas.config.Configuration;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was configured for Kafka's clients, in the names of Kafka's own documentation. */
final class KafkaSettings {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaSettings.class);
    private static final List<ConfigDef> CLIENTS =
            List.of(ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef());
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    private KafkaSettings() {}

    /** By Kafka's own names; with a broker's address at least. */
    static Map<String, String> of(Settings settings) {
        Map<String, String> kafka = settings.passThrough(Configuration.KAFKA_PREFIX);
        if (!kafka.containsKey(BOOTSTRAP_SERVERS)) {
            throw new InvalidConfigurationException(
                    "configuration",
                    List.of(Configuration.KAFKA_PREFIX + BOOTSTRAP_SERVERS
                            + ": absent (expected: host:port, with commas between)"));
        }
        check(settings);
        return kafka;
    }

    /**
     * Warns of names that no client has: Kafka's clients say nothing of them, and a plug-in of theirs may have them.
     *
     * @throws InvalidConfigurationException naming all values that a client refuses
     */
    static void check(Settings settings) {
        Map<String, String> kafka = settings.passThrough(Configuration.KAFKA_PREFIX);
        List<String> refused = refused(kafka);
        if (!refused.isEmpty()) {
            throw new InvalidConfigurationException("configuration", refused);
        }
        unknown(kafka.keySet())
                .forEach(name -> LOG.warn(
                        "{}{}: not used (expected: a setting of Kafka's consumer, producer or admin client, or of a plug-in"
                                + " of theirs)",
                        Configuration.KAFKA_PREFIX,
                        name));
    }

    private static List<String> refused(Map<String, String> kafka) {
        return CLIENTS.stream()
                .flatMap(client -> client.validate(kafka).stream())
                .filter(value -> kafka.containsKey(value.name()))
                .flatMap(value -> value.errorMessages().stream()
                        .map(problem -> Configuration.KAFKA_PREFIX + value.name() + ": " + problem))
                .distinct()
                .sorted()
                .toList();
    }

    private static SortedSet<String> unknown(Set<String> names) {
        TreeSet<String> unknown = new TreeSet<>(names);
        CLIENTS.forEach(client -> unknown.removeAll(client.names()));
        return unknown;
    }
}
