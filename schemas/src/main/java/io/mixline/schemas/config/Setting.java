package io.mixline.schemas.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be configured, declared once:
 *
 * <pre>{@code
 * static final Setting<Integer> MAX_IN_FLIGHT = Setting.integer("encoder.max-in-flight", 1, 4096)
 *         .orElse(64)
 *         .describedAs("Texts that wait or run in the encoder. More fills a large device, and takes memory.");
 * }</pre>
 *
 * <p>Required unless it has a default or is optional. Immutable: each method returns another setting.
 */
public final class Setting<T> {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*([.-][a-z0-9]+)*");
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final ByteSize LARGEST = ByteSize.parse("1024 TiB");

    private final String name;
    private final SettingType<T> type;
    private final @Nullable T fallback;
    private final String description;
    private final boolean secret;

    private Setting(String name, SettingType<T> type, @Nullable T fallback, String description, boolean secret) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("setting: " + name + " (expected: words like encoder.max-in-flight)");
        }
        this.name = name;
        this.type = type;
        this.fallback = fallback;
        this.description = description;
        this.secret = secret;
    }

    private static <T> Setting<T> of(String name, SettingType<T> type) {
        return new Setting<>(name, type, null, "", false);
    }

    /** Text that is not blank; spaces around it do not count. */
    public static Setting<String> text(String name) {
        return of(name, SettingType.text());
    }

    public static Setting<Integer> integer(String name, int min, int max) {
        return of(name, SettingType.integer(min, max));
    }

    public static Setting<Long> longNumber(String name, long min, long max) {
        return of(name, SettingType.longNumber(min, max));
    }

    /** {@code true} or {@code false}. */
    public static Setting<Boolean> bool(String name) {
        return of(name, SettingType.bool());
    }

    /** Such as {@code 5 s} or {@code 200 ms}: us, ms, s, min, h or d; from 0 on. */
    public static Setting<Duration> duration(String name) {
        return duration(name, Duration.ZERO, LONGEST);
    }

    public static Setting<Duration> duration(String name, Duration min, Duration max) {
        return of(name, SettingType.duration(min, max));
    }

    /** Such as {@code 64 MiB}: B, KiB, MiB, GiB or TiB; from 0 on. */
    public static Setting<ByteSize> byteSize(String name) {
        return byteSize(name, new ByteSize(0), LARGEST);
    }

    public static Setting<ByteSize> byteSize(String name, ByteSize min, ByteSize max) {
        return of(name, SettingType.byteSize(min, max));
    }

    /** A constant of an enum by its name. */
    public static <E extends Enum<E>> Setting<E> constant(String name, Class<E> type) {
        return of(name, SettingType.constant(type));
    }

    /** Several of these, with commas between. The default and the description come after. */
    public Setting<List<T>> list() {
        return new Setting<>(name, type.list(), null, description, secret);
    }

    /** May be left out, and is empty then. The description comes after. */
    public Setting<Optional<T>> optional() {
        return new Setting<>(name, type.optional(), Optional.empty(), description, secret);
    }

    /** May be left out, and is this then. */
    public Setting<T> orElse(T value) {
        if (!value.equals(type.parser().apply(type.printer().apply(value)))) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: a default that can be written)");
        }
        return new Setting<>(name, type, value, description, secret);
    }

    /** What it does, and when to change it. */
    public Setting<T> describedAs(String effect) {
        return new Setting<>(name, type, fallback, effect, secret);
    }

    /** Its value is never printed. */
    public Setting<T> secret() {
        return new Setting<>(name, type, fallback, description, true);
    }

    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    public boolean isSecret() {
        return secret;
    }

    /** What values it takes, in words. */
    public String expected() {
        return type.words();
    }

    boolean isRequired() {
        return fallback == null;
    }

    @Nullable
    T fallback() {
        return fallback;
    }

    /** The default as text; empty for a required or an optional setting. */
    String printedFallback() {
        return fallback == null ? "" : type.printer().apply(fallback);
    }

    T parse(String text) {
        return type.parser().apply(text);
    }

    @SuppressWarnings("unchecked") // Settings holds under this name what this setting parsed
    String print(Object value) {
        return type.printer().apply((T) value);
    }

    @Override
    public String toString() {
        return name;
    }
}
