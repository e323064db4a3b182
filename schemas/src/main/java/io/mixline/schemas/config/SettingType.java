package io.mixline.schemas.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What texts a setting takes, and what value they mean.
 *
 * @param words what is expected, for messages and documents
 * @param parser throws IllegalArgumentException for a text that it does not take
 * @param printer writes a value as {@code parser} reads it
 */
record SettingType<T>(String words, Function<String, T> parser, Function<T, String> printer) {

    static SettingType<String> text() {
        return new SettingType<>("text, not blank", SettingType::notBlank, text -> text);
    }

    static SettingType<Integer> integer(int min, int max) {
        SettingType<Long> number = longNumber(min, max);
        return new SettingType<>(number.words, text -> Math.toIntExact(number.parser.apply(text)), String::valueOf);
    }

    static SettingType<Long> longNumber(long min, long max) {
        return new SettingType<>("whole number, " + range(min, max), Long::valueOf, String::valueOf)
                .where(number -> number >= min && number <= max);
    }

    static SettingType<Boolean> bool() {
        return oneOf(List.of(true, false), String::valueOf);
    }

    static SettingType<Duration> duration(Duration min, Duration max) {
        String words = "duration, " + DurationText.print(min) + " to " + DurationText.print(max);
        return new SettingType<>(words, DurationText::parse, DurationText::print)
                .where(duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0);
    }

    static SettingType<ByteSize> byteSize(ByteSize min, ByteSize max) {
        return new SettingType<>("size, " + min + " to " + max, ByteSize::parse, ByteSize::toString)
                .where(size -> size.bytes() >= min.bytes() && size.bytes() <= max.bytes());
    }

    static <E extends Enum<E>> SettingType<E> constant(Class<E> type) {
        return oneOf(List.of(type.getEnumConstants()), Enum::name);
    }

    private static <T> SettingType<T> oneOf(List<T> values, Function<T, String> printer) {
        String words = "one of " + values.stream().map(printer).collect(Collectors.joining(", "));
        Function<String, T> parser = text -> values.stream()
                .filter(value -> printer.apply(value).equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text + " (expected: " + words + ")"));
        return new SettingType<>(words, parser, printer);
    }

    /** With commas between the elements; empty for an empty text. */
    SettingType<List<T>> list() {
        return new SettingType<>(
                "list with commas, each " + words,
                text -> text.isBlank()
                        ? List.of()
                        : Arrays.stream(text.split(",", -1))
                                .map(String::strip)
                                .map(parser)
                                .toList(),
                values -> values.stream().map(printer).collect(Collectors.joining(", ")));
    }

    SettingType<Optional<T>> optional() {
        return new SettingType<>(
                words,
                text -> Optional.of(parser.apply(text)),
                value -> value.map(printer).orElse(""));
    }

    private SettingType<T> where(Predicate<T> allowed) {
        return new SettingType<>(
                words,
                text -> {
                    T value = parser.apply(text.strip());
                    if (!allowed.test(value)) {
                        throw new IllegalArgumentException(text + " (expected: " + words + ")");
                    }
                    return value;
                },
                printer);
    }

    private static String notBlank(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("blank (expected: text)");
        }
        return text.strip();
    }

    private static String range(long min, long max) {
        return max == Long.MAX_VALUE || max == Integer.MAX_VALUE ? ">= " + min : min + " to " + max;
    }
}
