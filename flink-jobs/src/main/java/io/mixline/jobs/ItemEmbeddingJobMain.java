package io.mixline.jobs;

import io.mixline.encoder.runtime.EncoderOptions;
import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import io.mixline.jobs.config.SourceMappingFile;
import io.mixline.jobs.encode.BundleEncoder;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.Settings;
import io.mixline.schemas.config.SettingsYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts an {@link ItemEmbeddingJob} on the cluster that runs this. */
public final class ItemEmbeddingJobMain {

    private static final Logger LOG = LoggerFactory.getLogger(ItemEmbeddingJobMain.class);

    private ItemEmbeddingJobMain() {}

    /** Takes one argument: the configuration, a YAML file. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1) {
            throw new InvalidConfigurationException(
                    "arguments", List.of("arguments: " + arguments.length + " (expected: 1, the configuration file)"));
        }
        Settings settings = settings(Path.of(arguments[0]));
        LOG.info("Configuration in effect:\n{}", settings.describe());
        ItemEmbeddingJob job = ItemEmbeddingJob.onKafka(
                BundleEncoder.load(EncoderOptions.settings(settings)),
                ItemEmbeddingJobSettings.config(settings, SourceMappingFile.read(settings)));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        job.build(env);
        var unused = env.execute(job.name());
    }

    private static Settings settings(Path file) throws IOException {
        List<Setting<?>> declared = new ArrayList<>(ItemEmbeddingJobSettings.ALL);
        declared.addAll(EncoderOptions.all());
        Map<String, String> given = SettingsYaml.flatten(Files.readString(file));
        return Settings.parse(declared, given, ItemEmbeddingJobSettings.KAFKA_PREFIX);
    }
}
