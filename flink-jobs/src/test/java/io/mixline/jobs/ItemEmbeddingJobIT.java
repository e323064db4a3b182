package io.mixline.jobs;

import static io.mixline.jobs.Postings.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import java.nio.file.Path;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemEmbeddingJobIT {

    @TempDir
    static Path directory;

    static EmbeddedKafka kafka;
    static TestCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        cluster = TestCluster.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        kafka.close();
    }

    @Test
    void versions_out_of_order_end_at_the_newest() throws Exception {
        try (TestTopics topics = TestTopics.create(kafka, "out-of-order")) {
            JobID job = cluster.submit(JobsUnderTest.standard(kafka, topics, ScriptedEncoder.named("out-of-order")));
            topics.sendLive(put("a", 3, "three"), put("a", 2, "two"), put("a", 1, "one"));
            cluster.awaitEnded(job, 3);

            assertThat(topics.lastEmbeddings().get("a")).isNotNull();
            assertThat(topics.embeddings()).hasSize(1);
            assertThat(cluster.ended(job, Lane.LIVE, ItemOutcome.SUPERSEDED)).isEqualTo(2);
            cluster.cancel(job);
        }
    }
}
