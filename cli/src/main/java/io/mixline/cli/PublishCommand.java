package io.mixline.cli;

import io.mixline.cli.config.ConfigurationOptions;
import io.mixline.cli.postings.PostingFile;
import io.mixline.cli.publish.FilePublication;
import io.mixline.cli.publish.PostingPublisher;
import io.mixline.schemas.config.Configuration;
import io.mixline.schemas.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mixline publish}: a file's postings into the source topic. */
@Command(
        name = "publish",
        description = "Publishes the postings of a file to the source topic of a configured broker.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nPostings file:%n",
        footer = PostingFileOptions.HELP)
final class PublishCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "CSV or JSON lines, see below.")
    private Path path = Path.of("");

    @Mixin
    private PostingFileOptions fileOptions = new PostingFileOptions();

    @Mixin
    private ConfigurationOptions options = new ConfigurationOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        LogDestination.quiet();
        PostingFile file = fileOptions.open(path);
        Configuration configuration = options.load();
        Settings settings = configuration.settings(CommandSettings.publish(), CommandSettings.all());
        Map<String, String> kafka = KafkaSettings.of(configuration, settings, KafkaSettings.Client.PRODUCER);
        String topic = settings.get(CommandSettings.SOURCE_TOPIC);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (PostingPublisher publisher = new PostingPublisher(topic, kafka)) {
            FilePublication.Counts counts = new FilePublication(
                            publisher, rejected -> err.println("line " + rejected.line() + ": " + rejected.reason()))
                    .publish(file, InstantSource.system());
            out.println(counts.published() + " postings published to " + topic
                    + (counts.rejected() == 0 ? "" : ", " + counts.rejected() + " rows did not fit"));
            return counts.rejected() == 0 ? 0 : OneLineErrors.FAILED;
        }
    }
}
