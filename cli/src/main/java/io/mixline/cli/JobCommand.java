package io.mixline.cli;

import io.mixline.cli.config.ConfigurationOptions;
import io.mixline.cli.embedded.EmbeddedJob;
import io.mixline.cli.embedded.FlinkPorts;
import io.mixline.encoder.runtime.EncoderOptions;
import io.mixline.schemas.config.Configuration;
import io.mixline.schemas.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mixline job}: the job on a mini cluster in this JVM. */
@Command(
        name = "job",
        description =
                "Runs the job on a Flink mini cluster in this JVM, against a configured broker. State is on the heap, with"
                        + " checkpoints in flink.directory: the next start goes on from the newest.",
        subcommands = SeedCommand.class,
        mixinStandardHelpOptions = true)
final class JobCommand implements Callable<Integer> {

    @Mixin
    private ConfigurationOptions options = new ConfigurationOptions();

    @Override
    public Integer call() throws IOException {
        Configuration configuration = options.load();
        Settings settings = configuration.settings(CommandSettings.job(), CommandSettings.all());
        KafkaSettings.of(configuration, settings, KafkaSettings.Client.values());
        Logger log = LoggerFactory.getLogger(JobCommand.class);
        log.info("Configuration in effect:\n{}", configuration.describe(settings));
        try (EmbeddedJob job = EmbeddedJob.start(
                settings,
                EncoderOptions.settings(settings),
                Path.of(settings.get(CommandSettings.FLINK_DIRECTORY)).toAbsolutePath(),
                FlinkPorts.of(settings.get(CommandSettings.WEB_PORT), settings.get(CommandSettings.METRICS_PORT)))) {
            log.info("Flink's web page: {}, metrics: {}", job.webPage(), job.metrics());
            job.awaitEnd();
            return 0;
        }
    }
}
