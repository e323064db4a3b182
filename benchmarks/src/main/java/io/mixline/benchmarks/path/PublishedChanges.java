package io.mixline.benchmarks.path;

import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.codec.JobPostingChangeCodec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The source topic of a run: every item once, then items at random, each change an UPSERT of a newer version with a text
 * that no other change has. Remembers the newest version of each item.
 */
final class PublishedChanges {

    static final EmbeddingSpace SPACE = new EmbeddingSpace("hashing-path");

    private static final int WORDS = 40;
    private static final int FIRST_NUMBER = 1_000_000;
    private static final String[] VOCABULARY = {
        "bakes",
        "bread",
        "in",
        "our",
        "kitchen",
        "with",
        "a",
        "team",
        "of",
        "seven",
        "early",
        "shift",
        "experience",
        "responsible",
        "for",
        "customers",
        "and",
        "ordering",
        "warehouse",
        "licence",
        "forklift",
        "night",
        "care",
        "patients",
        "software",
        "services",
        "reviews",
        "designs",
        "contracts",
        "sales",
        "region",
        "travel",
        "salary",
        "holidays",
        "training",
        "career",
        "apply",
        "today",
        "documents",
        "references"
    };

    private final long[] newest;
    private final int[] byLastChange;
    private final long valueBytes;

    private PublishedChanges(long[] newest, int[] byLastChange, long valueBytes) {
        this.newest = newest;
        this.byLastChange = byLastChange;
        this.valueBytes = valueBytes;
    }

    /** Makes the topic and fills it. Returns when the broker has all. */
    static PublishedChanges publish(String topic, PathShape shape, Map<String, String> kafka)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            admin.createTopics(List.of(new NewTopic(topic, shape.partitions(), (short) 1)))
                    .all()
                    .get();
        }
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("acks", "all");
        settings.put("linger.ms", 20);
        settings.put("batch.size", 256 << 10);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        JobPostingChangeCodec codec = new JobPostingChangeCodec();
        Random random = new Random(11);
        long[] newest = new long[shape.items()];
        long valueBytes = 0;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int change = 0; change < shape.changes(); change++) {
                int item = change < shape.items() ? change : random.nextInt(shape.items());
                newest[item] = change + 1L;
                byte[] value = codec.upsert(
                        itemId(item), new ItemVersion(newest[item]), Instant.now(), content(random, newest[item]));
                valueBytes += value.length;
                var unused = producer.send(
                        new ProducerRecord<>(topic, itemId(item).toBytes(), value),
                        (metadata, e) -> failure.compareAndSet(null, e));
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw new ExecutionException("publishing to " + topic, failure.get());
        }
        return new PublishedChanges(newest, byLastChange(shape, newest), valueBytes);
    }

    private static ItemContent content(Random random, long version) {
        StringBuilder description = new StringBuilder();
        for (int word = 0; word < WORDS; word++) {
            description.append(VOCABULARY[random.nextInt(VOCABULARY.length)]).append(word % 10 == 9 ? ". " : " ");
        }
        return new ItemContent(Map.of(
                "title", List.of("Opening " + version),
                "company", List.of("Company " + random.nextInt(5_000)),
                "location", List.of("Town " + random.nextInt(500)),
                "description", List.of(description.toString()),
                "skills", List.of(VOCABULARY[random.nextInt(VOCABULARY.length)], "languages")));
    }

    static ItemId itemId(int item) {
        return new ItemId("posting-" + (FIRST_NUMBER + item)); // formatting would show in the figures
    }

    int items() {
        return newest.length;
    }

    long newest(int item) {
        return newest[item];
    }

    /** The item whose last change is the newest but {@code rank}. */
    int byLastChange(int rank) {
        return byLastChange[rank];
    }

    long valueBytes() {
        return valueBytes;
    }

    private static int[] byLastChange(PathShape shape, long[] newest) {
        int[] byVersion = new int[shape.changes() + 1];
        for (int item = 0; item < newest.length; item++) {
            byVersion[(int) newest[item]] = item + 1;
        }
        int[] items = new int[newest.length];
        int rank = 0;
        for (int version = shape.changes(); version > 0; version--) {
            if (byVersion[version] > 0) {
                items[rank++] = byVersion[version] - 1;
            }
        }
        return items;
    }
}
