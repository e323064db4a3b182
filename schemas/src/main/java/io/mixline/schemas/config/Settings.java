package io.mixline.schemas.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of declared settings, all of them right, and what was passed through for others to read (such as Kafka's client
 * properties). Immutable and thread-safe.
 */
public final class Settings {

    private static final String HIDDEN = "(hidden)";
    private static final Pattern SECRET_NAME = Pattern.compile("password|secret|jaas|token|\\.key");

    private final Map<String, Setting<?>> declared;
    private final Map<String, Object> values;
    private final Map<String, String> passedThrough;

    private Settings(Map<String, Setting<?>> declared, Map<String, Object> values, Map<String, String> passedThrough) {
        this.declared = declared;
        this.values = values;
        this.passedThrough = passedThrough;
    }

    /**
     * Checks everything that was given.
     *
     * @param passThroughPrefixes such as {@code kafka.}: names that start so are not looked at
     * @throws InvalidConfigurationException with every problem: wrong values, missing ones, names that nobody declared
     */
    public static Settings parse(List<Setting<?>> declared, Map<String, String> given, String... passThroughPrefixes) {
        Map<String, Setting<?>> byName = byName(declared);
        Map<String, Object> values = new HashMap<>();
        Map<String, String> passedThrough = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        byName.forEach((name, setting) -> {
            Object value = value(setting, given.get(name), problems);
            if (value != null) {
                values.put(name, value);
            }
        });
        new TreeMap<>(given).forEach((name, text) -> {
            if (List.of(passThroughPrefixes).stream().anyMatch(name::startsWith)) {
                passedThrough.put(name, text);
            } else if (!byName.containsKey(name)) {
                problems.add(unknown(name, text, byName));
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException("configuration", problems);
        }
        return new Settings(byName, values, passedThrough);
    }

    private static Map<String, Setting<?>> byName(List<Setting<?>> declared) {
        Map<String, Setting<?>> byName = new TreeMap<>();
        for (Setting<?> setting : declared) {
            if (byName.put(setting.name(), setting) != null) {
                throw new IllegalArgumentException("setting: " + setting.name() + " twice (expected: once)");
            }
        }
        return byName;
    }

    private static @Nullable Object value(Setting<?> setting, @Nullable String text, List<String> problems) {
        if (text == null) {
            if (setting.isRequired()) {
                problems.add(setting.name() + ": absent (expected: " + setting.expected() + ")");
            }
            return setting.fallback();
        }
        try {
            return setting.parse(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            String shown = setting.isSecret() ? HIDDEN : text;
            problems.add(setting.name() + ": " + shown + " (expected: " + setting.expected() + ")");
            return null;
        }
    }

    private static String unknown(String name, String text, Map<String, Setting<?>> declared) {
        String nearest = NearestName.of(name, declared.keySet());
        Setting<?> meant = nearest == null ? null : declared.get(nearest);
        boolean secret = isSecretName(name) || (meant != null && meant.isSecret());
        return name + ": " + (secret ? HIDDEN : text) + " (expected: a known name"
                + (nearest == null ? "" : "; the nearest is " + nearest) + ")";
    }

    private static boolean isSecretName(String name) {
        return SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    /**
     * The value of a setting, or its default.
     *
     * @throws IllegalArgumentException for a setting that these were not parsed with
     */
    @SuppressWarnings("unchecked") // under its name is what this very setting parsed
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting.name());
        if (value == null || declared.get(setting.name()) != setting) {
            throw new IllegalArgumentException("setting: " + setting + " (expected: one of the declared)");
        }
        return (T) value;
    }

    /** What was given under a prefix, such as {@code kafka.}, by names without it. */
    public Map<String, String> passThrough(String prefix) {
        Map<String, String> rest = new TreeMap<>();
        passedThrough.forEach((name, text) -> {
            if (name.startsWith(prefix)) {
                rest.put(name.substring(prefix.length()), text);
            }
        });
        return rest;
    }

    /**
     * All values in effect, one {@code name: value} a line, for the log. Secrets are hidden; of what was passed through,
     * everything whose name contains password, secret, jaas, token or .key.
     */
    public String describe() {
        Map<String, String> lines = new TreeMap<>();
        declared.forEach((name, setting) -> {
            Object value = values.get(name);
            lines.put(name, setting.isSecret() || value == null ? HIDDEN : setting.print(value));
        });
        passedThrough.forEach((name, text) -> lines.put(name, isSecretName(name) ? HIDDEN : text));
        StringBuilder text = new StringBuilder();
        lines.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }
}
