package io.mixline.cli;

import io.mixline.cache.bootstrap.BadSnapshotException;
import io.mixline.cache.bootstrap.PublishedSnapshot;
import io.mixline.cache.bootstrap.SnapshotCheck;
import io.mixline.cache.bootstrap.SnapshotDirectory;
import io.mixline.cache.bootstrap.SnapshotManifest;
import io.mixline.cli.terminal.Table;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mixline snapshot}: what can be asked about snapshots of a cache. */
@Command(
        name = "snapshot",
        description = "Looks after snapshots of a cache.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SnapshotCommand.Check.class, CommandLine.HelpCommand.class},
        mixinStandardHelpOptions = true)
final class SnapshotCommand {

    /** {@code mixline snapshot check}. */
    @Command(
            name = "check",
            description =
                    "Reads snapshots as a host would that starts from them, and tells what is in them. Exit code 1 where"
                            + " one is no good.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {

        @Parameters(
                paramLabel = "DIRECTORY",
                arity = "1..*",
                description = "A snapshot, or a directory of snapshots (cache.snapshot-directory).")
        private List<Path> directories = new ArrayList<>();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws IOException {
            LogDestination.quiet();
            PrintWriter out = spec.commandLine().getOut();
            boolean allGood = true;
            for (Path directory : directories) {
                for (Path snapshot : snapshots(directory)) {
                    allGood &= check(snapshot, out);
                }
            }
            return allGood ? 0 : OneLineErrors.FAILED;
        }

        private static List<Path> snapshots(Path directory) throws IOException {
            if (!Files.isDirectory(directory)) {
                throw new InvalidConfigurationException("snapshot", List.of(directory + " (expected: a directory)"));
            }
            List<Path> published = new SnapshotDirectory(directory).published();
            return published.isEmpty() ? List.of(directory) : published;
        }

        private static boolean check(Path directory, PrintWriter out) {
            try {
                PublishedSnapshot snapshot = SnapshotCheck.check(directory);
                out.println(directory + ": good");
                describe(snapshot.manifest(), out);
                return true;
            } catch (BadSnapshotException e) {
                out.println(directory + ": " + e.fault() + ", " + e.getMessage());
                return false;
            }
        }

        private static void describe(SnapshotManifest manifest, PrintWriter out) {
            Table lines = new Table(Table.Align.LEFT, Table.Align.LEFT)
                    .row(
                            "  taken",
                            manifest.origin().createdAt() + " by "
                                    + manifest.origin().host())
                    .row(
                            "  files",
                            String.format(
                                    Locale.ROOT,
                                    "%d, %,d bytes",
                                    manifest.files().size(),
                                    manifest.bytes()));
            for (SnapshotManifest.Model model : manifest.content().models()) {
                lines.row(
                        "  model",
                        model.model().space() + " " + model.model().fingerprint() + ": "
                                + model.items().live() + " live, "
                                + model.items().deleted() + " deleted");
            }
            manifest.content().positions().entrySet().stream()
                    .sorted(Comparator.comparing(position -> order(position.getKey())))
                    .forEach(position -> lines.row(
                            "  position",
                            position.getKey() + " " + position.getValue().nextOffset()));
            lines.lines().forEach(out::println);
        }

        private static String order(TopicPartition partition) {
            return String.format(Locale.ROOT, "%s-%010d", partition.topic(), partition.partition());
        }
    }
}
