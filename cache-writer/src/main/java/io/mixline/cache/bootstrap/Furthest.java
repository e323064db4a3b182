package io.mixline.cache.bootstrap;

import io.mixline.cache.TopicPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Which of several snapshots is further. Of one topic that is the one with the higher positions, whatever the clocks of
 * the hosts say; clocks decide only between a topic and the one that was made again under its name, as offsets of the
 * one mean nothing in the other.
 */
final class Furthest {

    private static final Comparator<PublishedSnapshot> YOUNGEST_FIRST = Comparator.comparing(Furthest::createdAt)
            .thenComparing(snapshot -> snapshot.directory().getFileName())
            .reversed();

    private Furthest() {}

    /**
     * Those that hold any of these topics, in the order in which a host should try them: the one that leaves it the
     * fewest records to read comes first.
     */
    static List<PublishedSnapshot> first(List<PublishedSnapshot> snapshots, Set<String> topics) {
        List<PublishedSnapshot> rest = new ArrayList<>();
        for (PublishedSnapshot snapshot : snapshots) {
            if (snapshot.manifest().content().topics().stream().anyMatch(topics::contains)) {
                rest.add(snapshot);
            }
        }
        rest.sort(YOUNGEST_FIRST);
        List<PublishedSnapshot> ordered = new ArrayList<>();
        while (!rest.isEmpty()) {
            PublishedSnapshot youngest = rest.get(0);
            List<PublishedSnapshot> ofSameTopics = rest.stream()
                    .filter(other -> agreeOnIds(youngest, other, topics))
                    .sorted(Comparator.comparingLong((PublishedSnapshot snapshot) -> records(snapshot, topics))
                            .reversed())
                    .toList();
            ordered.addAll(ofSameTopics);
            rest.removeAll(ofSameTopics);
        }
        return ordered;
    }

    /** Those that so many others have overtaken in every topic that they hold. */
    static List<PublishedSnapshot> overtaken(List<PublishedSnapshot> snapshots, int by) {
        return snapshots.stream()
                .filter(snapshot -> snapshots.stream()
                                .filter(other -> overtakes(other, snapshot))
                                .count()
                        >= by)
                .toList();
    }

    private static boolean overtakes(PublishedSnapshot further, PublishedSnapshot other) {
        Map<String, Progress> its = progress(further);
        boolean ahead = false;
        for (Map.Entry<String, Progress> topic : progress(other).entrySet()) {
            Progress there = topic.getValue();
            Progress here = its.get(topic.getKey());
            if (here == null) {
                return false;
            }
            int compared = here.topicId().equals(there.topicId())
                    ? Long.compare(here.records(), there.records())
                    : createdAt(further).compareTo(createdAt(other));
            if (compared < 0) {
                return false;
            }
            ahead |= compared > 0;
        }
        return ahead || YOUNGEST_FIRST.compare(further, other) < 0;
    }

    private static boolean agreeOnIds(PublishedSnapshot one, PublishedSnapshot other, Set<String> topics) {
        Map<String, Progress> ofOther = progress(other);
        return progress(one).entrySet().stream()
                .filter(topic -> topics.contains(topic.getKey()) && ofOther.containsKey(topic.getKey()))
                .allMatch(topic -> topic.getValue()
                        .topicId()
                        .equals(Objects.requireNonNull(ofOther.get(topic.getKey()))
                                .topicId()));
    }

    private static long records(PublishedSnapshot snapshot, Set<String> topics) {
        return progress(snapshot).entrySet().stream()
                .filter(topic -> topics.contains(topic.getKey()))
                .mapToLong(topic -> topic.getValue().records())
                .sum();
    }

    private static Map<String, Progress> progress(PublishedSnapshot snapshot) {
        Map<String, Progress> topics = new HashMap<>();
        for (Map.Entry<TopicPartition, TopicPosition> position :
                snapshot.manifest().content().positions().entrySet()) {
            TopicPosition at = position.getValue();
            topics.merge(
                    position.getKey().topic(),
                    new Progress(at.topicId(), at.nextOffset()),
                    (some, more) -> new Progress(some.topicId(), some.records() + more.records()));
        }
        return topics;
    }

    private static Instant createdAt(PublishedSnapshot snapshot) {
        return snapshot.manifest().origin().createdAt();
    }

    /** @param records the sum of the next offsets of its partitions */
    private record Progress(Uuid topicId, long records) {}
}
