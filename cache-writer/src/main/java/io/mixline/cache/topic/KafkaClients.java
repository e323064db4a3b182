package io.mixline.cache.topic;

import io.mixline.schemas.config.InvalidConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Makes Kafka clients from settings in Kafka's own names. What keeps positions in the cache is fixed here and cannot be
 * set: no group, no commits, no reset of positions.
 */
public final class KafkaClients {

    private static final Map<String, Object> FIXED = Map.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);

    private final Map<String, String> settings;
    private final int maxPollRecords;

    /** @param settings such as {@code bootstrap.servers} */
    public KafkaClients(Map<String, String> settings, int maxPollRecords) {
        this.settings = Map.copyOf(settings);
        this.maxPollRecords = maxPollRecords;
    }

    Consumer<byte[], byte[]> consumer() {
        Map<String, Object> all = new HashMap<>(settings);
        all.remove(ConsumerConfig.GROUP_ID_CONFIG);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        all.putAll(FIXED);
        return make(KafkaConsumer::new, all);
    }

    Admin admin() {
        Map<String, Object> known = new HashMap<>(settings);
        known.keySet().retainAll(AdminClientConfig.configNames());
        return make(Admin::create, known);
    }

    private static <C> C make(Function<Map<String, Object>, C> client, Map<String, Object> settings) {
        try {
            return client.apply(settings);
        } catch (ConfigException e) {
            throw new InvalidConfigurationException("kafka settings", List.of(String.valueOf(e.getMessage())));
        }
    }
}
