package io.mixline.schemas.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 5 s}, {@code 200 ms}; us, ms, s, min, h or d. */
final class DurationText {

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

    /** In the largest unit that divides it. */
    static String print(Duration duration) {
        for (Unit unit : Unit.values()) {
            Duration one = unit.unit.getDuration();
            if (!duration.isZero() && duration.equals(one.multipliedBy(duration.dividedBy(one)))) {
                return duration.dividedBy(one) + " " + unit.symbol;
            }
        }
        return duration.isZero() ? "0 s" : duration.toString();
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
