package io.mixline.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code mixline}: the command line's entry. */
@Command(
        name = "mixline",
        description = "Turns a topic of job-posting changes into a cache of embedding tokens for MixLM ranking.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            PublishCommand.class,
            GetCommand.class,
            DescribeCommand.class,
            JobCommand.class,
            CacheCommand.class,
            SnapshotCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "mixline 0.1.0-SNAPSHOT",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, or a promise did not hold", "2:wrong usage or configuration"})
public final class MixlineCommand {

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show stack traces.")
    private boolean verbose;

    private MixlineCommand() {}

    boolean isVerbose() {
        return verbose;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        MixlineCommand mixline = new MixlineCommand();
        OneLineErrors errors = new OneLineErrors(mixline);
        return new CommandLine(mixline)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }
}
