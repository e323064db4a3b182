package io.mixline.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A file, a pipe or a build log: plain lines, a progress line every few seconds. */
final class PlainDisplay implements Display {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final LongSupplier nanoTicker;
    private long lastLineNanos;

    PlainDisplay(PrintWriter out, LongSupplier nanoTicker) {
        this.out = out;
        this.nanoTicker = nanoTicker;
        this.lastLineNanos = nanoTicker.getAsLong();
    }

    @Override
    public synchronized void heading(String text) {
        out.println();
        out.println(text);
        lastLineNanos = nanoTicker.getAsLong();
    }

    @Override
    public synchronized void line(String text) {
        out.println("  " + text);
    }

    @Override
    public synchronized void progress(Progress progress) {
        long now = nanoTicker.getAsLong();
        if (now - lastLineNanos >= BETWEEN_LINES.toNanos()) {
            lastLineNanos = now;
            line(progress.numbers());
        }
    }

    @Override
    public synchronized void done(String text) {
        line(text);
    }
}
