package io.mixline.cli.demo;

import io.mixline.cli.terminal.Display;
import io.mixline.cli.terminal.Texts;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRequest;
import io.mixline.schemas.ItemId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What a reader of the cache sees: a candidate list, answers to queries, and how soon an edit is there. */
final class ReadingTour {

    private static final int CANDIDATES = 250;
    private static final int READS = 200;
    private static final int ANSWERS = 3;
    private static final int LINE_WIDTH = 90;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DemoSystem system;
    private final DemoStream stream;
    private final DemoOptions options;
    private final Display display;
    private final InstantSource clock;

    ReadingTour(DemoSystem system, DemoOptions options, Display display, InstantSource clock) {
        this.system = system;
        this.stream = system.stream();
        this.options = options;
        this.display = display;
        this.clock = clock;
    }

    void readCandidates() {
        display.heading("Reading a candidate list");
        List<ItemId> all = stream.expected().all();
        List<ItemId> candidates = all.subList(0, Math.min(CANDIDATES, all.size()));
        ReadRequest request =
                ReadRequest.current(system.model().space(), candidates).with(ReadExtra.SHORT_TEXTS);
        List<Duration> took = new ArrayList<>();
        EmbeddingBatch batch = system.cache().reader().read(request);
        for (int read = 0; read < READS; read++) {
            long start = System.nanoTime();
            batch = system.cache().reader().read(request);
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

    void ask() {
        display.heading("Asking the cached tokens (a smoke check by late interaction, MaxSim; not the ranker)");
        List<ItemId> live = stream.expected().live();
        Questions questions = new Questions(
                system.cache().reader(), system.encoder(), system.model().space());
        List<String> queries = options.queries().isEmpty()
                ? options.postings()
                        .queries(stream.expected().live().stream()
                                .map(stream::newest)
                                .toList())
                : options.queries();
        for (String query : queries) {
            display.line("\"" + query + "\"");
            for (Questions.Answer answer : questions.ask(query, live, ANSWERS)) {
                String shortText = answer.row().shortText();
                display.line("  %.3f  %s"
                        .formatted(
                                answer.score(),
                                Texts.cut(
                                        shortText == null
                                                ? answer.row().itemId().value()
                                                : shortText,
                                        LINE_WIDTH)));
            }
        }
    }

    void edit() {
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
        ReadRequest request = ReadRequest.current(system.model().space(), List.of(id));
        Instant giveUp = start.plus(PATIENCE);
        while (clock.instant().isBefore(giveUp) && !isReadable(request, version)) {
            LockSupport.parkNanos(1_000_000);
        }
        display.line(
                isReadable(request, version)
                        ? "its new tokens were readable after " + since(start)
                        : "its new tokens were not readable after " + since(start));
        system.settling().await();
        system.recorder().take();
    }

    private boolean isReadable(ReadRequest request, long version) {
        var readable = system.cache().reader().read(request).row(0).version();
        return readable != null && readable.value() >= version;
    }

    private String since(Instant start) {
        return Texts.duration(Duration.between(start, clock.instant()));
    }
}
