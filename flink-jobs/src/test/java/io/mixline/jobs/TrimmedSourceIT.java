package io.mixline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that no longer holds what the job has not read yet. */
class TrimmedSourceIT {

    @TempDir
    Path directory;

    @Test
    void a_restored_position_that_the_topic_no_longer_holds_fails_the_job_and_skips_nothing() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                TestCluster cluster = TestCluster.start(directory);
                TestTopics topics = TestTopics.create(kafka, "trimmed")) {
            ScriptedEncoder encoder = ScriptedEncoder.named("trimmed");
            JobID job = cluster.submit(JobsUnderTest.standard(kafka, topics, encoder));
            topics.sendLive(Postings.put("a", 1, "x"));
            cluster.awaitEnded(job, 1);
            String savepoint = cluster.stopWithSavepoint(job);

            topics.sendLive(Postings.put("a", 2, "y"), Postings.put("a", 3, "z"));
            trim(kafka, topics);
            JobID restored = cluster.submitFrom(savepoint, JobsUnderTest.standard(kafka, topics, encoder));

            assertThat(cluster.awaitFailure(restored)).contains("OffsetOutOfRangeException");
            assertThat(topics.embeddings()).hasSize(1);
            cluster.cancel(restored);
        }
    }

    /** All but the last record of the item's partition, whichever of the two it is. */
    private static void trim(EmbeddedKafka kafka, TestTopics topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            for (int partition = 0; partition < TestTopics.LAYOUT.partitions(); partition++) {
                long end = topics.sourceEnd(partition);
                if (end > 0) {
                    var unused = admin.deleteRecords(Map.of(
                                    new TopicPartition(topics.names().source(), partition),
                                    RecordsToDelete.beforeOffset(end - 1)))
                            .all()
                            .get(60, TimeUnit.SECONDS);
                }
            }
        }
    }
}
