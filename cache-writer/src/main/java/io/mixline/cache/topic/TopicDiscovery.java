package io.mixline.cache.topic;

import io.mixline.schemas.config.DurationText;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Asks the cluster which partitions topics have, which topics they are, and what their logs hold. */
final class TopicDiscovery implements AutoCloseable {

    private final Admin admin;

    /** @param admin closed with this */
    TopicDiscovery(Admin admin) {
        this.admin = admin;
    }

    /** All partitions of all topics; a Kafka exception where the cluster or one of the topics is not there. */
    Map<TopicPartition, FoundPartition> discover(Collection<String> topics, Duration timeout) {
        String clusterId = await(admin.describeCluster().clusterId(), timeout);
        Map<String, TopicDescription> descriptions =
                await(admin.describeTopics(topics).allTopicNames(), timeout);
        Map<TopicPartition, TopicIdentity> identities = new HashMap<>();
        descriptions.forEach((topic, description) -> {
            TopicIdentity identity = new TopicIdentity(description.topicId(), clusterId);
            for (TopicPartitionInfo partition : description.partitions()) {
                identities.put(new TopicPartition(topic, partition.partition()), identity);
            }
        });
        return withLogs(identities, timeout);
    }

    private Map<TopicPartition, FoundPartition> withLogs(
            Map<TopicPartition, TopicIdentity> identities, Duration timeout) {
        Map<TopicPartition, ListOffsetsResultInfo> starts =
                offsets(identities.keySet(), OffsetSpec.earliest(), timeout);
        Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(identities.keySet(), OffsetSpec.latest(), timeout);
        Map<TopicPartition, FoundPartition> found = new HashMap<>();
        identities.forEach((partition, identity) -> {
            ListOffsetsResultInfo end = Objects.requireNonNull(ends.get(partition));
            long start = Objects.requireNonNull(starts.get(partition)).offset();
            found.put(partition, new FoundPartition(identity, start, end.offset(), end.leaderEpoch()));
        });
        return found;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Set<TopicPartition> partitions, OffsetSpec spec, Duration timeout) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, spec));
        return await(admin.listOffsets(asked).all(), timeout);
    }

    /** Ends calls in flight, whichever thread they are on. Idempotent. */
    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private static <T> T await(KafkaFuture<T> answer, Duration timeout) {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "no answer within " + DurationText.rounded(timeout), e);
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }
}
