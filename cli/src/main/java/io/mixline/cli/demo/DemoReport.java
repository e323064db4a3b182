package io.mixline.cli.demo;

import io.mixline.cli.demo.promise.ExpectedItems;
import io.mixline.cli.demo.promise.Verdict;
import io.mixline.cli.embedded.JobCounts;
import io.mixline.cli.terminal.Display;
import io.mixline.cli.terminal.Table;
import io.mixline.cli.terminal.Table.Align;
import io.mixline.cli.terminal.Texts;
import io.mixline.schemas.ItemOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The demo's numbers, gathered on the way and shown at the end. */
final class DemoReport {

    private static final int EVIDENCE_WIDTH = 160;

    private final List<String[]> rows = new ArrayList<>();
    private final List<String[]> speeds = new ArrayList<>();

    /** @param freshness of the postings that were published all at once */
    void loaded(double itemsPerSecond, List<Duration> freshness) {
        speeds.add(row("items/s", String.format(Locale.ROOT, "%.1f", itemsPerSecond), "embedded while loading"));
        speeds.add(row("freshness", "", "while loading, all at once: " + Durations.words(freshness)));
    }

    /** @param freshness of changes that came no faster than the encoder takes them */
    void changed(List<Duration> freshness) {
        speeds.add(row("freshness p50", seconds(freshness, 0.5), "from change to readable, while changing"));
        speeds.add(row("freshness p99", seconds(freshness, 0.99), freshness.size() + " changes that were written"));
    }

    void counted(ExpectedItems expected, JobCounts counts, DeadLetterContents deadLetters) {
        rows.add(row("published", expected.records(), "records"));
        rows.add(row("embedded", counts.ended(ItemOutcome.EMBEDDED), "encoded and written"));
        rows.add(
                row("unchanged", counts.ended(ItemOutcome.UNCHANGED), "published again with the same text: no encode"));
        rows.add(row("superseded", counts.ended(ItemOutcome.SUPERSEDED), "older than what was known, or repeated"));
        rows.add(row(
                "conflicts", counts.ended(ItemOutcome.CONFLICT), "another text at a known version: the first stays"));
        rows.add(row("deleted", counts.ended(ItemOutcome.DELETED), "tombstones written"));
        rows.add(row("dead letters", counts.ended(ItemOutcome.DEAD_LETTER), deadLetters.toString()));
        rows.add(row(
                "readable",
                expected.live().size(),
                "items; " + expected.deleted().size() + " are known as deleted"));
    }

    void show(List<Verdict> verdicts, Display display) {
        display.heading("Numbers");
        Table numbers = new Table(Align.LEFT, Align.RIGHT, Align.LEFT);
        rows.forEach(numbers::row);
        speeds.forEach(numbers::row);
        display.table(numbers);
        display.heading("Promises");
        Table promises = new Table(Align.RIGHT, Align.LEFT, Align.LEFT, Align.LEFT);
        verdicts.forEach(verdict -> promises.row(
                Integer.toString(verdict.promise().number()),
                verdict.promise().words(),
                verdict.finding().words(),
                Texts.cut(verdict.evidence(), EVIDENCE_WIDTH)));
        display.table(promises);
    }

    private static String seconds(List<Duration> freshness, double share) {
        return Texts.duration(Durations.quantile(freshness, share));
    }

    private static String[] row(String name, long number, String words) {
        return row(name, Long.toString(number), words);
    }

    private static String[] row(String name, String number, String words) {
        return new String[] {name, number, words};
    }
}
