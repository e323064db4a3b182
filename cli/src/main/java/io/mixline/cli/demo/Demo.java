package io.mixline.cli.demo;

import io.mixline.cache.host.CacheHost;
import io.mixline.cli.demo.promise.Promise;
import io.mixline.cli.demo.promise.PromiseChecker;
import io.mixline.cli.demo.promise.TopicContents;
import io.mixline.cli.demo.promise.Verdict;
import io.mixline.cli.demo.promise.WholeTopic;
import io.mixline.cli.embedded.EmbeddedMixline;
import io.mixline.cli.embedded.JobCounts;
import io.mixline.cli.postings.PostingChange;
import io.mixline.cli.publish.PostingPublisher;
import io.mixline.cli.terminal.Display;
import io.mixline.cli.terminal.Progress;
import io.mixline.cli.terminal.Texts;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadRequest;
import io.mixline.encoder.runtime.EncoderMetrics;
import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.encoder.runtime.SharedEncoderRuntime;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Runs the whole of Mixline in this JVM, tells what happens, and checks what it promises. For one thread. */
public final class Demo implements AutoCloseable {

    private static final int CANDIDATES = 250;
    private static final int SAMPLE = 12;

    private final DemoOptions options;
    private final Display display;
    private final InstantSource clock;
    private final AppliedRecorder recorder;
    private final EmbeddedMixline mixline;
    private final SharedEncoderRuntime encoder;
    private final DemoCache cache;
    private final PostingPublisher publisher;
    private final DemoStream stream;
    private final Settling settling;
    private final DemoReport report = new DemoReport();

    private Demo(DemoOptions options, Display display, InstantSource clock) {
        this.options = options;
        this.display = display;
        this.clock = clock;
        this.recorder = new AppliedRecorder(clock);
        display.heading("Starting everything in this JVM");
        Instant start = clock.instant();
        EncoderSettings settings = EncoderSettings.of(options.bundle());
        encoder = SharedEncoderRuntime.acquire(settings, EncoderMetrics.NONE);
        display.line("encoder   " + encoder.bundle().modelVersion() + ": "
                + encoder.bundle().shape() + " an item, " + since(start));
        mixline = EmbeddedMixline.start(options.directory(), settings, options.breakage()::steps, display::line);
        cache = new DemoCache(mixline, options, recorder, this::topic, display);
        display.line("cache     in RocksDB, all of it ready after " + since(start));
        publisher = new PostingPublisher(mixline.topics().source(), mixline.kafkaSettings());
        stream = new DemoStream(
                publisher, mixline.topics().backfill(), encoder.bundle().composer(), clock);
        settling = new Settling(mixline, cache, stream, display, clock);
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
            readCandidates();
            ask();
            edit();
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
        display.line("Flink's web page   " + mixline.webPage());
        display.line("job metrics        " + mixline.jobMetrics());
        String cacheAddress = "http://127.0.0.1:" + cache.host().httpAddress().getPort();
        display.line("cache              " + cacheAddress + "/metrics, /health, /ready");
        display.line("broker             " + mixline.kafkaSettings().get("bootstrap.servers"));
        display.line("directory          " + options.directory());
    }

    private double load() {
        display.heading("Publishing " + options.postings().words());
        List<PostingChange> postings = options.postings().postings(clock, display);
        Instant start = clock.instant();
        for (PostingChange posting : postings) {
            stream.live(posting.at(clock.instant()));
        }
        JobCounts counts = settling.await();
        Duration took = Duration.between(start, clock.instant());
        double itemsPerSecond = counts.ended(ItemOutcome.EMBEDDED) * 1e9 / took.toNanos();
        report.loaded(itemsPerSecond, recorder.take());
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
        report.changed(recorder.take());
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

    private void readCandidates() {
        display.heading("Reading a candidate list");
        List<ItemId> all = stream.expected().all();
        List<ItemId> candidates = all.subList(0, Math.min(CANDIDATES, all.size()));
        ReadRequest request = ReadRequest.current(model().space(), candidates);
        List<Duration> took = new ArrayList<>();
        EmbeddingBatch batch = cache.reader().read(request);
        for (int read = 0; read < 200; read++) {
            long start = System.nanoTime();
            batch = cache.reader().read(request);
            took.add(Duration.ofNanos(System.nanoTime() - start));
        }
        took.sort(null);
        Map<String, Integer> statuses = new LinkedHashMap<>();
        batch.rows().forEach(row -> statuses.merge(row.status().name(), 1, Integer::sum));
        display.line(batch + ": " + statuses);
        display.line("%d reads of it: p50 %.2f ms, p99 %.2f ms"
                .formatted(
                        took.size(),
                        Durations.quantile(took, 0.5).toNanos() / 1e6,
                        Durations.quantile(took, 0.99).toNanos() / 1e6));
    }

    private void ask() {
        display.heading("Asking the cached tokens (a smoke check by late interaction, MaxSim; not the ranker)");
        List<ItemId> live = stream.expected().live();
        Questions questions = new Questions(cache.reader(), encoder, model().space());
        List<String> queries = options.queries().isEmpty()
                ? options.postings()
                        .queries(stream.expected().live().stream()
                                .map(stream::newest)
                                .toList())
                : options.queries();
        for (String query : queries) {
            display.line("\"" + query + "\"");
            for (Questions.Answer answer : questions.ask(query, live, 3)) {
                String shortText = answer.row().shortText();
                display.line("  %.3f  %s"
                        .formatted(
                                answer.score(),
                                Texts.cut(
                                        shortText == null
                                                ? answer.row().itemId().value()
                                                : shortText,
                                        90)));
            }
        }
    }

    private void edit() {
        List<ItemId> live = stream.expected().live();
        if (live.isEmpty()) {
            return;
        }
        ItemId id = live.get(0);
        display.heading("Editing " + id + ": " + Texts.cut(stream.newest(id).title(), 60));
        long version = stream.expected().highest(id).version().value() + 1;
        Instant start = clock.instant();
        stream.upsert(id, version, stream.newest(id).revised(version));
        stream.flush();
        ReadRequest request = ReadRequest.current(model().space(), List.of(id));
        Instant giveUp = start.plusSeconds(30);
        while (clock.instant().isBefore(giveUp) && !isReadable(request, version)) {
            LockSupport.parkNanos(1_000_000);
        }
        display.line(
                isReadable(request, version)
                        ? "its new tokens were readable after " + since(start)
                        : "its new tokens were not readable after " + since(start));
        settling.await();
        recorder.take();
    }

    private boolean isReadable(ReadRequest request, long version) {
        var readable = cache.reader().read(request).row(0).version();
        return readable != null && readable.value() >= version;
    }

    private List<Verdict> check() {
        display.heading("Checking the promises, independently: a plain map, a plain consumer");
        JobCounts counts = settling.await();
        TopicContents topic = topic();
        DeadLetterContents deadLetters =
                DeadLetterContents.read(wholeTopic(), mixline.topics().deadLetters());
        CacheHost second = cache.fromTheStart(wholeTopic().ends(mixline.embeddingsTopic()));
        PromiseChecker checker = new PromiseChecker(stream.expected(), topic, model());
        report.counted(stream.expected(), counts, deadLetters);
        return List.of(
                checker.newestWins(cache.reader(), counts),
                checker.aDeleteIsAVersion(cache.reader()),
                checker.theTopicAloneIsEnough(second.reader()),
                checker.neverAnotherModelsBytes(cache.reader()),
                checker.positionsNeverAheadOfData(cache.missingAfterCrash()),
                checker.nothingDropped(counts, deadLetters.count()),
                checker.batchingChangesNothing(cache.reader(), encoder, sample()),
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

    private TopicContents topic() {
        return TopicContents.read(wholeTopic(), mixline.embeddingsTopic());
    }

    private WholeTopic wholeTopic() {
        return new WholeTopic(mixline.kafkaSettings());
    }

    private EmbeddingModel model() {
        return mixline.bundle().model();
    }

    private String since(Instant start) {
        return Texts.duration(Duration.between(start, clock.instant()));
    }

    @Override
    public void close() {
        publisher.close();
        mixline.close();
        encoder.close();
    }
}
