package io.mixline.jobs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As {@link RestartIT}, with the default bundle's model: what is encoded again after a restart is what it was before. */
class RealModelRestartIT {

    private static final int ITEMS = 12;
    private static final int RESTARTS = 3;
    private static final double LEAST_COSINE = 0.9999;

    @TempDir
    static Path directory;

    @Test
    void a_job_whose_machine_dies_ends_with_the_tokens_of_an_undisturbed_one() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                TestCluster cluster = TestCluster.start(directory)) {
            Map<String, ItemEmbedding> calm = run(kafka, cluster, "calm", 0);
            Map<String, ItemEmbedding> killed = run(kafka, cluster, "killed", RESTARTS);

            assertThat(killed.keySet()).isEqualTo(calm.keySet()).hasSize(ITEMS);
            killed.forEach((id, embedding) -> {
                ItemEmbedding expected = requireNonNull(calm.get(id));
                assertThat(embedding.order()).isEqualTo(expected.order());
                assertThat(embedding.model()).isEqualTo(expected.model());
                assertThat(cosine(tokens(embedding), tokens(expected))).as(id).isGreaterThan(LEAST_COSINE);
            });
        }
    }

    /** Each item in as many versions as there are parts; the machine dies in the middle of the first ones. */
    private static Map<String, ItemEmbedding> run(EmbeddedKafka kafka, TestCluster cluster, String name, int deaths)
            throws Exception {
        try (TestTopics topics = TestTopics.create(kafka, name)) {
            JobID job = cluster.submit(JobsUnderTest.standard(kafka, topics, DefaultBundle.named(name, directory)));
            for (int part = 0; part <= RESTARTS; part++) {
                topics.sendLive(versions(part));
                if (part < deaths) {
                    cluster.checkpoint(job);
                    cluster.killTaskManager();
                    cluster.awaitRunning(job);
                }
            }
            cluster.awaitEnded(job, (RESTARTS + 1) * ITEMS);
            Map<String, ItemEmbedding> last = topics.lastEmbeddings();
            cluster.cancel(job);
            return last;
        }
    }

    private static SourceRecord[] versions(int version) {
        List<SourceRecord> records = new ArrayList<>();
        for (int item = 0; item < ITEMS; item++) {
            String title = "Nurse number " + item + " for ward " + version + ", nights and weekends ".repeat(item);
            records.add(Postings.put("item-" + item, version, title));
        }
        return records.toArray(SourceRecord[]::new);
    }

    private static EmbeddingTokens tokens(ItemEmbedding embedding) {
        return requireNonNull(embedding.text()).tokens();
    }

    private static double cosine(EmbeddingTokens one, EmbeddingTokens other) {
        double product = 0;
        double oneSquared = 0;
        double otherSquared = 0;
        ShortBuffer a = halves(one);
        ShortBuffer b = halves(other);
        assertThat(a.remaining()).isEqualTo(b.remaining());
        while (a.hasRemaining()) {
            double x = toDouble(a.get());
            double y = toDouble(b.get());
            product += x * y;
            oneSquared += x * x;
            otherSquared += y * y;
        }
        return product / Math.sqrt(oneSquared * otherSquared);
    }

    private static ShortBuffer halves(EmbeddingTokens tokens) {
        return ByteBuffer.wrap(tokens.bytes()).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    }

    /** An IEEE half: 1 sign bit, 5 bits of exponent, 10 of fraction. */
    private static double toDouble(short half) {
        int exponent = (half >> 10) & 0x1F;
        int fraction = half & 0x3FF;
        double magnitude = exponent == 0 ? fraction * 0x1p-24 : (1 + fraction * 0x1p-10) * Math.pow(2, exponent - 15);
        return half < 0 ? -magnitude : magnitude;
    }
}
