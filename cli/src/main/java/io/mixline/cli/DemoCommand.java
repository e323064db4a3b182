package io.mixline.cli;

import io.mixline.cli.demo.Demo;
import io.mixline.cli.demo.DemoOptions;
import io.mixline.cli.demo.PostingSupply;
import io.mixline.cli.demo.broken.Breakage;
import io.mixline.cli.demo.promise.Verdict;
import io.mixline.cli.terminal.Display;
import io.mixline.cli.terminal.Texts;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mixline demo}: the whole system in this JVM, with its promises checked. */
@Command(
        name = "demo",
        description = "Runs everything in this JVM (broker, Flink job, encoder, cache), publishes postings and changes,"
                + " reads them back, and checks the promises. Needs nothing else.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nPostings file:%n",
        footer = PostingFileOptions.HELP)
final class DemoCommand implements Callable<Integer> {

    private static final int LEAST_ITEMS = 20;

    @Option(names = "--items", paramLabel = "COUNT", description = "Postings to generate, 20 or more (300).")
    private int items = 300;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Another seed generates other postings (7).")
    private long seed = 7;

    @Option(
            names = "--postings",
            paramLabel = "FILE",
            description = "Your own postings instead of generated ones: CSV or JSON lines, see below.")
    private @Nullable Path postings;

    @Mixin
    private PostingFileOptions fileOptions = new PostingFileOptions();

    @Option(names = "--query", paramLabel = "TEXT", description = "Ask this of the cached tokens. May be repeated.")
    private List<String> queries = new ArrayList<>();

    @Mixin
    private BundleOption bundle = new BundleOption();

    @Option(
            names = "--directory",
            paramLabel = "DIRECTORY",
            description = "Where to keep topics, cache and log; by default a temporary directory that is deleted.")
    private @Nullable Path directory;

    @Option(
            names = "--keep-running",
            description = "Leave it running at the end, with Flink's web page and the HTTP endpoints.")
    private boolean keepRunning;

    @Option(
            names = "--break",
            paramLabel = "WHAT",
            description =
                    "Break fence, gate, positions or tombstones on purpose: the demo must notice, and end with 1.")
    private Breakage breakage = Breakage.NOTHING;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        PostingSupply supply = supply();
        Path bundleDirectory = bundle.directory();
        try (WorkDirectory work = WorkDirectory.open(directory)) {
            Path log = work.path().resolve("mixline.log");
            LogDestination.file(log);
            DemoOptions options = new DemoOptions(supply, bundleDirectory, work.path(), queries, breakage);
            try {
                return run(options, work);
            } catch (InvalidConfigurationException e) {
                throw e;
            } catch (RuntimeException e) {
                work.keep();
                throw new CommandFailedException("the demo failed: " + e.getMessage() + "\n  its log: " + log, e);
            }
        }
    }

    private int run(DemoOptions options, WorkDirectory work) throws InterruptedException {
        Display display = Display.on(spec.commandLine().getOut());
        InstantSource clock = InstantSource.system();
        Instant start = clock.instant();
        if (breakage != Breakage.NOTHING) {
            display.line("Broken on purpose: " + breakage);
        }
        try (Demo demo = Demo.start(options, display, clock)) {
            List<Verdict> verdicts = demo.run();
            display.heading(verdict(verdicts) + " (" + Texts.duration(Duration.between(start, clock.instant())) + ")");
            if (keepRunning) {
                work.keep();
                demo.showAddresses();
                new CountDownLatch(1).await();
            }
            return verdicts.stream().anyMatch(Verdict::isBroken) ? OneLineErrors.FAILED : 0;
        }
    }

    private static String verdict(List<Verdict> verdicts) {
        String broken = verdicts.stream()
                .filter(Verdict::isBroken)
                .map(verdict -> verdict.promise().words())
                .collect(Collectors.joining("; "));
        return broken.isEmpty() ? "Every promise that was checked held" : "Did not hold: " + broken;
    }

    private PostingSupply supply() {
        if (postings != null) {
            return new PostingSupply.FromFile(fileOptions.open(postings), postings.toString());
        }
        if (items < LEAST_ITEMS) {
            throw new InvalidConfigurationException(
                    "demo",
                    List.of("--items: " + items + " (expected: " + LEAST_ITEMS + " or more, for each kind of change)"));
        }
        return new PostingSupply.Generated(items, seed);
    }
}
