package io.mixline.jobs;

import io.mixline.encoder.runtime.EncoderOptions;
import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import io.mixline.jobs.config.SourceMappingFile;
import io.mixline.jobs.encode.BundleEncoder;
import io.mixline.jobs.kafka.EmbeddingTopics;
import io.mixline.jobs.kafka.TopicLayout;
import io.mixline.schemas.config.Configuration;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts an {@link ItemEmbeddingJob} on the cluster that runs this. */
public final class ItemEmbeddingJobMain {

    private static final Logger LOG = LoggerFactory.getLogger(ItemEmbeddingJobMain.class);

    private ItemEmbeddingJobMain() {}

    /** Takes one argument: the configuration, a YAML file. Creates the topics that are missing. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1) {
            throw new InvalidConfigurationException(
                    "arguments", List.of("arguments: " + arguments.length + " (expected: 1, the configuration file)"));
        }
        Configuration configuration = Configuration.load(Optional.of(Path.of(arguments[0])), Map.of());
        Settings settings = configuration.settings(declared(), List.of());
        LOG.info("Configuration in effect:\n{}", configuration.describe(settings));
        ItemEmbeddingJobConfig config = ItemEmbeddingJobSettings.config(settings, SourceMappingFile.read(settings));
        BundleEncoder encoder = BundleEncoder.load(EncoderOptions.settings(settings));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        ItemEmbeddingJobSettings.requireRoomInEncoder(settings, subtasksTogether(config, env));
        new EmbeddingTopics(encoder.modelVersion(), config.topics(), TopicLayout.of(settings)).prepare(config.kafka());
        ItemEmbeddingJob job = ItemEmbeddingJob.onKafka(encoder, config);
        job.build(env);
        var unused = env.execute(job.name());
    }

    private static List<Setting<?>> declared() {
        List<Setting<?>> declared = new ArrayList<>(ItemEmbeddingJobSettings.ALL);
        declared.addAll(EncoderOptions.all());
        return declared;
    }

    /** Subtasks of a step that share a task manager, and so an encoder. */
    private static int subtasksTogether(ItemEmbeddingJobConfig config, StreamExecutionEnvironment env) {
        int slots = env.getConfiguration().get(TaskManagerOptions.NUM_TASK_SLOTS);
        return Math.min(slots, config.run().parallelism().now());
    }
}
