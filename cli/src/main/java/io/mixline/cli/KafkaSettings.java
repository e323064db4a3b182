package io.mixline.cli;

import io.mixline.schemas.config.Configuration;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was configured for Kafka's clients, in the names of Kafka's own documentation. */
final class KafkaSettings {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaSettings.class);
    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    /** Where it is set, Kafka takes values from elsewhere, and what stands here is not yet what it gets. */
    private static final String PROVIDERS = "config.providers";

    /** What Flink's source takes out of the same settings. */
    private static final Set<String> OF_THE_SOURCE =
            Set.of("partition.discovery.interval.ms", "register.consumer.metrics", "commit.offsets.on.checkpoint");

    private KafkaSettings() {}

    /** Kafka's clients, by what they take. */
    enum Client {
        CONSUMER(ConsumerConfig.configDef()),
        PRODUCER(ProducerConfig.configDef()),
        ADMIN(AdminClientConfig.configDef());

        @SuppressWarnings("ImmutableEnumChecker") // nobody defines more
        private final ConfigDef settings;

        Client(ConfigDef settings) {
            this.settings = settings;
        }
    }

    /**
     * By Kafka's own names; with a broker's address at least, and {@link #check checked}.
     *
     * @param clients that the process has
     */
    static Map<String, String> of(Configuration configuration, Settings settings, Client... clients) {
        Map<String, String> kafka = settings.passThrough(Configuration.KAFKA_PREFIX);
        if (!kafka.containsKey(BOOTSTRAP_SERVERS)) {
            throw new InvalidConfigurationException(
                    "configuration",
                    List.of(Configuration.KAFKA_PREFIX + BOOTSTRAP_SERVERS
                            + ": absent (expected: host:port, with commas between)"));
        }
        check(configuration, settings, clients);
        return kafka;
    }

    /**
     * Warns of names that no client has: Kafka's clients say nothing of them, and a plug-in of theirs may have them.
     *
     * @param clients that the process has
     * @throws InvalidConfigurationException naming all settings that one of them refuses
     */
    static void check(Configuration configuration, Settings settings, Client... clients) {
        Map<String, String> kafka = settings.passThrough(Configuration.KAFKA_PREFIX);
        List<String> refused = kafka.containsKey(PROVIDERS) ? List.of() : refused(kafka, clients);
        if (!refused.isEmpty()) {
            throw configuration.invalid(refused);
        }
        unknown(kafka.keySet())
                .forEach(name -> LOG.warn(
                        "{}{}: not used (expected: a setting of Kafka's consumer, producer or admin client, or of a plug-in"
                                + " of theirs)",
                        Configuration.KAFKA_PREFIX,
                        name));
    }

    private static List<String> refused(Map<String, String> kafka, Client... clients) {
        Map<String, String> refused = new TreeMap<>();
        for (Client client : clients) {
            for (ConfigValue value : client.settings.validate(kafka)) {
                if (kafka.containsKey(value.name()) && !value.errorMessages().isEmpty()) {
                    refused.putIfAbsent(value.name(), value.errorMessages().get(0)); // others follow from it
                }
            }
        }
        return refused.entrySet().stream()
                .map(problem -> Configuration.KAFKA_PREFIX + problem.getKey() + ": " + problem.getValue())
                .toList();
    }

    private static SortedSet<String> unknown(Set<String> names) {
        TreeSet<String> unknown = new TreeSet<>(names);
        for (Client client : Client.values()) {
            unknown.removeAll(client.settings.names());
        }
        unknown.removeAll(OF_THE_SOURCE);
        unknown.removeIf(name -> name.startsWith(PROVIDERS));
        return unknown;
    }
}
