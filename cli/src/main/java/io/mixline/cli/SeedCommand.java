package io.mixline.cli;

import io.mixline.cli.config.ConfigurationOptions;
import io.mixline.cli.embedded.EmbeddedSeed;
import io.mixline.encoder.runtime.EncoderOptions;
import io.mixline.jobs.writer.StartRefusedException;
import io.mixline.schemas.config.Configuration;
import io.mixline.schemas.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mixline job seed}: a state for the job out of what its embeddings topic says. */
@Command(
        name = "seed",
        description =
                "Builds a savepoint for the job out of its embeddings topic, where the job's own state is lost. The"
                        + " job must not run meanwhile.",
        mixinStandardHelpOptions = true)
final class SeedCommand implements Callable<Integer> {

    @Mixin
    private ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "DIRECTORY",
            description =
                    "Where to write it, empty or new: a path, or a URI that Flink knows (file:, s3:). By default in"
                            + " flink.directory, where mixline job starts from it.")
    private @Nullable String directory;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Configuration configuration = options.load();
        Settings settings = configuration.settings(CommandSettings.job(), CommandSettings.all());
        KafkaSettings.of(configuration, settings, KafkaSettings.Client.values());
        Path flink = Path.of(settings.get(CommandSettings.FLINK_DIRECTORY)).toAbsolutePath();
        String savepoint = directory == null ? EmbeddedSeed.startOf(flink) : uri(directory);
        try {
            EmbeddedSeed.write(settings, EncoderOptions.settings(settings), flink, savepoint);
        } catch (StartRefusedException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("savepoint " + savepoint);
        return 0;
    }

    /** A path becomes an absolute one; what names its file system is left as it is. */
    private static String uri(String directory) {
        return directory.matches("[a-z][a-z0-9+.-]+:.*")
                ? URI.create(directory).toString()
                : Path.of(directory).toAbsolutePath().toUri().toString();
    }
}
