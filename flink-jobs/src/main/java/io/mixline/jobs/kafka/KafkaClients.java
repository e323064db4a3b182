package io.mixline.jobs.kafka;

import io.mixline.jobs.config.KafkaCluster;
import io.mixline.jobs.writer.StartRefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's clients for what the job does beside its sources and sinks. */
final class KafkaClients {

    private static final int TIMEOUT_SECONDS = 60;

    private KafkaClients() {}

    /** Belongs to no group, and never leaves its positions. */
    static KafkaConsumer<byte[], byte[]> consumer(KafkaCluster kafka) {
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        properties.put("auto.offset.reset", "none");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** @throws StartRefusedException where it is not there */
    static void requireTopic(KafkaCluster kafka, String topic) {
        try (Admin admin = Admin.create(new HashMap<>(kafka.clientProperties()))) {
            if (!await(admin.listTopics().names(), "listing topics").contains(topic)) {
                throw new StartRefusedException(List.of(
                        "topic " + topic + ": absent (expected: the embeddings topic of the bundle's model version)"));
            }
        }
    }

    /** Returns when all of them stand in their topics. */
    static void append(KafkaCluster kafka, List<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        properties.put("acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(producer.send(record)));
            for (Future<?> one : sent) {
                var unused = await(one, "appending to " + records.get(0).topic());
            }
        }
    }

    static <T> T await(Future<T> future, String doing) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(doing + ": interrupted", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    doing + ": no answer in " + TIMEOUT_SECONDS + " s (expected: a broker at kafka.bootstrap.servers)",
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(doing + ": " + reason(e.getCause()), e);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
            return cause.getMessage() + " (expected: kafka.* settings with the right to do so)";
        }
        return String.valueOf(cause);
    }
}
