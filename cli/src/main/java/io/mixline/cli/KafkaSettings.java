package io.mixline.cli;

import io.mixline.schemas.config.Configuration;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Settings;
import java.util.List;
import java.util.Map;

/** What was configured for Kafka's clients. */
final class KafkaSettings {

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    private KafkaSettings() {}

    /** By Kafka's own names; with a broker's address at least. */
    static Map<String, String> of(Settings settings) {
        Map<String, String> kafka = settings.passThrough(Configuration.KAFKA_PREFIX);
        if (!kafka.containsKey(BOOTSTRAP_SERVERS)) {
            throw new InvalidConfigurationException(
                    "configuration",
                    List.of(Configuration.KAFKA_PREFIX + BOOTSTRAP_SERVERS
                            + ": absent (expected: host:port, with commas" + " between)"));
        }
        return kafka;
    }
}
