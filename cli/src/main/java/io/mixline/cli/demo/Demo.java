package io.mixline.cli.demo;

import io.mixline.cache.host.CacheHost;
import io.mixline.cli.demo.promise.Promise;
import io.mixline.cli.demo.promise.PromiseChecker;
import io.mixline.cli.demo.promise.TopicContents;
import io.mixline.cli.demo.promise.Verdict;
import io.mixline.cli.embedded.JobCounts;
import io.mixline.cli.postings.PostingChange;
import io.mixline.cli.terminal.Display;
import io.mixline.cli.terminal.Progress;
import io.mixline.cli.terminal.Texts;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Runs the whole of Mixline in this JVM, tells what happens, and checks what it promises. For one thread. */
public final class Demo implements AutoCloseable {

    private static final int SAMPLE = 12;

    private final DemoOptions options;
    private final Display display;
    private final InstantSource clock;
    private final DemoSystem system;
    private final DemoStream stream;
    private final Settling settling;
    private final DemoReport report = new DemoReport();

    private Demo(DemoOptions options, Display display, InstantSource clock) {
        this.options = options;
        this.display = display;
        this.clock = clock;
        this.system = DemoSystem.start(options, display, clock);
        this.stream = system.stream();
        this.settling = system.settling();
    }

    /** Starts broker, job and cache. */
    public static Demo start(DemoOptions options, Display display, InstantSource clock) {
        return new Demo(options, display, clock);
    }

    /** Tells the story, and returns what was found of each promise. */
    public List<Verdict> run() {
        List<Verdict> verdicts;
        try {
            double itemsPerSecond = load();
            change(itemsPerSecond);
            ReadingTour tour = new ReadingTour(system, options, display, clock);
            tour.readCandidates();
            tour.ask();
            tour.edit();
            verdicts = check();
        } catch (DemoStalledException e) {
            display.done(String.valueOf(e.getMessage()));
            verdicts = List.of(new Verdict(
                    Promise.NOTHING_DROPPED_SILENTLY, Verdict.Finding.BROKEN, String.valueOf(e.getMessage())));
        }
        report.show(verdicts, display);
        return verdicts;
    }

    /** Where the running system can be looked at. */
    public void showAddresses() {
        display.heading("Running on; Ctrl-C stops it");
        display.line("Flink's web page   " + system.mixline().webPage());
        display.line("job metrics        " + system.mixline().jobMetrics());
        String cacheAddress =
                "http://127.0.0.1:" + system.cache().host().httpAddress().getPort();
        display.line("cache              " + cacheAddress + "/metrics, /health, /ready");
        display.line("broker             " + system.mixline().kafkaSettings().get("bootstrap.servers"));
        display.line("directory          " + options.directory());
    }

    private double load() {
        display.heading("Publishing " + options.postings().words());
        List<PostingChange> postings = options.postings().postings(clock, display);
        if (postings.isEmpty()) {
            throw new IllegalStateException("no posting to publish (expected: at least one row that fits)");
        }
        Instant start = clock.instant();
        for (PostingChange posting : postings) {
            stream.live(posting.at(clock.instant()));
        }
        JobCounts counts = settling.await();
        Duration took = Duration.between(start, clock.instant());
        double itemsPerSecond = counts.ended(ItemOutcome.EMBEDDED) * 1e9 / took.toNanos();
        report.loaded(itemsPerSecond, system.recorder().take());
        display.done("%d records, all readable after %s: %.1f items/s embedded"
                .formatted(postings.size(), Texts.duration(took), itemsPerSecond));
        return itemsPerSecond;
    }

    private void change(double itemsPerSecond) {
        display.heading("Changing them: updates, re-publishes, older versions, deletes, a backfill, broken records");
        ChangeScript script = new ChangeScript(stream, clock, 1);
        Instant start = clock.instant();
        long before = stream.expected().records();
        play(script.firstAct(), itemsPerSecond);
        settling.await();
        report.changed(system.recorder().take());
        play(script.secondAct(), itemsPerSecond);
        settling.await();
        display.done("%d records in %s"
                .formatted(
                        stream.expected().records() - before,
                        Texts.duration(Duration.between(start, clock.instant()))));
    }

    /** At half of what the encoder can do: freshness is that of a system that keeps up, not that of a queue. */
    private void play(List<ChangeScript.Step> steps, double itemsPerSecond) {
        long pauseNanos = (long) (2e9 / Math.max(1, itemsPerSecond));
        Instant start = clock.instant();
        for (int step = 0; step < steps.size(); step++) {
            long embedded = stream.expected().count(ItemOutcome.EMBEDDED);
            steps.get(step).happen();
            if (stream.expected().count(ItemOutcome.EMBEDDED) > embedded) {
                LockSupport.parkNanos(pauseNanos);
                display.progress(
                        new Progress("changes", step + 1L, steps.size(), Duration.between(start, clock.instant())));
            }
        }
    }

    private List<Verdict> check() {
        display.heading("Checking the promises, independently: a plain map, a plain consumer");
        JobCounts counts = settling.await();
        TopicContents topic = system.topic();
        DeadLetterContents deadLetters = DeadLetterContents.read(
                system.wholeTopic(), system.mixline().topics().deadLetters());
        CacheHost second = system.cache()
                .fromTheStart(system.wholeTopic().ends(system.mixline().embeddingsTopic()));
        PromiseChecker checker = new PromiseChecker(stream.expected(), topic, system.model());
        report.counted(stream.expected(), counts, deadLetters);
        return List.of(
                checker.newestWins(system.cache().reader(), counts),
                checker.aDeleteIsAVersion(system.cache().reader()),
                checker.theTopicAloneIsEnough(second.reader()),
                checker.neverAnotherModelsBytes(system.cache().reader()),
                checker.positionsNeverAheadOfData(system.cache().missingAfterCrash()),
                checker.nothingDropped(counts, deadLetters.count()),
                checker.batchingChangesNothing(system.cache().reader(), system.encoder(), sample()),
                checker.bounded());
    }

    private Map<ItemId, ItemText> sample() {
        Map<ItemId, ItemText> sample = new LinkedHashMap<>();
        List<ItemId> live = stream.expected().live();
        for (int item = 0; item < live.size(); item += Math.max(1, live.size() / SAMPLE)) {
            sample.put(live.get(item), stream.newestText(live.get(item)));
        }
        return sample;
    }

    @Override
    public void close() {
        system.close();
    }
}
