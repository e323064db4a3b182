package io.mixline.jobs.config;

import java.io.Serializable;
import java.util.Map;
import java.util.Properties;

/** Where Kafka is, and how its clients reach it: what every one of them is given. */
public record KafkaCluster(Map<String, String> clientProperties) implements Serializable {

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    public KafkaCluster {
        if (!clientProperties.containsKey(BOOTSTRAP_SERVERS)) {
            throw new IllegalArgumentException("kafka." + BOOTSTRAP_SERVERS + ": absent (expected: host:port, ...)");
        }
        clientProperties = Map.copyOf(clientProperties);
    }

    public static KafkaCluster at(String bootstrapServers) {
        return new KafkaCluster(Map.of(BOOTSTRAP_SERVERS, bootstrapServers));
    }

    public Properties properties() {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        return properties;
    }
}
