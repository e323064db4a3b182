package io.mixline.schemas.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 5 s}, {@code 200 ms}; us, ms, s, min, h or d. */
public final class DurationText {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\s*(us|ms|s|min|h|d)");

    private DurationText() {}

    static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("duration: " + text + " (expected: a duration such as 5 s)");
        }
        for (Unit unit : Unit.values()) {
            if (unit.symbol.equals(matcher.group(2))) {
                return Duration.of(Long.parseLong(matcher.group(1)), unit.unit);
            }
        }
        throw new AssertionError("the pattern names only these units: " + text);
    }

    /** As configuration writes it, in the largest unit that divides it: {@code 300 ms}. */
    public static String print(Duration duration) {
        for (Unit unit : Unit.values()) {
            Duration one = unit.unit.getDuration();
            if (!duration.isZero() && duration.equals(one.multipliedBy(duration.dividedBy(one)))) {
                return duration.dividedBy(one) + " " + unit.symbol;
            }
        }
        return duration.isZero() ? "0 s" : duration.toString();
    }

    /** For people to read and not to parse: {@code 0.4 s}, {@code 45 s}, {@code 3 min 20 s}, {@code 5 h 12 min}, {@code 3 d 4 h}. */
    public static String rounded(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(10)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
        }
        if (duration.compareTo(Duration.ofMinutes(2)) < 0) {
            return duration.toSeconds() + " s";
        }
        if (duration.compareTo(Duration.ofHours(2)) < 0) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        }
        if (duration.compareTo(Duration.ofDays(2)) < 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }

    /** Largest first. */
    private enum Unit {
        DAYS("d", ChronoUnit.DAYS),
        HOURS("h", ChronoUnit.HOURS),
        MINUTES("min", ChronoUnit.MINUTES),
        SECONDS("s", ChronoUnit.SECONDS),
        MILLIS("ms", ChronoUnit.MILLIS),
        MICROS("us", ChronoUnit.MICROS);

        private final String symbol;
        private final ChronoUnit unit;

        Unit(String symbol, ChronoUnit unit) {
            this.symbol = symbol;
            this.unit = unit;
        }
    }
}
