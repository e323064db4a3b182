package io.mixline.cli.demo;

import io.mixline.cli.terminal.Texts;
import java.time.Duration;
import java.util.List;

/** Shares of measured durations, in words. */
final class Durations {

    private Durations() {}

    /** The duration that this share did not exceed. */
    static Duration quantile(List<Duration> shortestFirst, double share) {
        int index = (int) Math.ceil(share * shortestFirst.size()) - 1;
        return shortestFirst.isEmpty() ? Duration.ZERO : shortestFirst.get(Math.max(0, index));
    }

    /** Such as {@code p50 0.12 s, p99 0.40 s}. */
    static String words(List<Duration> shortestFirst) {
        return shortestFirst.isEmpty()
                ? "none"
                : "p50 " + Texts.duration(quantile(shortestFirst, 0.5)) + ", p99 "
                        + Texts.duration(quantile(shortestFirst, 0.99));
    }
}
