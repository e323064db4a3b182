package io.mixline.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/**
 * How far a step is.
 *
 * @param unit what is counted, such as {@code readable}
 */
public record Progress(String unit, long done, long total, Duration elapsed) {

    public Progress {
        if (total < 1) {
            throw new IllegalArgumentException("total: " + total + " (expected: > 0)");
        }
    }

    double share() {
        return Math.min(1.0, (double) done / total);
    }

    /** The numbers, such as {@code 120/300 readable   13.4/s   14 s left}. */
    String numbers() {
        double seconds = elapsed.toNanos() / 1e9;
        String counts = "%d/%d %s".formatted(done, total, unit);
        if (done == 0 || seconds < 1) {
            return counts;
        }
        double rate = done / seconds;
        return String.format(Locale.ROOT, "%s   %.1f/s   %s left", counts, rate, Texts.seconds((long)
                Math.ceil((total - done) / rate)));
    }
}
