package io.mixline.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** How numbers and texts are written for people. */
public final class Texts {

    private Texts() {}

    /** Such as {@code 0.42 s}, {@code 12.3 s} or {@code 3 min 20 s}. */
    public static String duration(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (seconds >= 100) {
            return seconds(Math.round(seconds));
        }
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }

    static String seconds(long seconds) {
        return seconds < 100 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    /** Cut to the width, with dots where something was left out; line breaks become spaces. */
    public static String cut(String text, int width) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= width ? line : line.substring(0, width - 3).stripTrailing() + "...";
    }
}
