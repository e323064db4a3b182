package io.mixline.jobs;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import io.mixline.jobs.encode.ItemEncoderSource;
import java.util.Map;
import java.util.TreeMap;

/** Jobs as tests start them: narrow, and with checkpoints when a test asks for one. */
final class JobsUnderTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "job.parallelism", "2",
            "job.max-parallelism", "8",
            "encode.first-backoff", "10 ms",
            "checkpoint.interval", "1 d");

    private JobsUnderTest() {}

    static ItemEmbeddingJob standard(EmbeddedKafka kafka, TestTopics topics, ItemEncoderSource encoder) {
        return standard(kafka, topics, encoder, Map.of());
    }

    static ItemEmbeddingJob standard(
            EmbeddedKafka kafka, TestTopics topics, ItemEncoderSource encoder, Map<String, String> given) {
        return ItemEmbeddingJob.onKafka(encoder, config(kafka, topics, given));
    }

    static ItemEmbeddingJobConfig config(EmbeddedKafka kafka, TestTopics topics, Map<String, String> given) {
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        settings.put("topics.source", topics.names().source());
        settings.put("topics.backfill", topics.names().backfill());
        settings.put("topics.dead-letters", topics.names().deadLetters());
        settings.putAll(given);
        return ItemEmbeddingJobSettings.config(kafka.bootstrapServers(), Postings.MAPPING.parse(), settings);
    }
}
