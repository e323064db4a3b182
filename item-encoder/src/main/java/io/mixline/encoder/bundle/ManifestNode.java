package io.mixline.encoder.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One mapping of a manifest while it is read. A problem does not end the reading: it is noted, with the key's whole path,
 * and the value is absent. What nobody asked for by the end is an unknown key.
 */
final class ManifestNode {

    private static final int SHOWN_CHARACTERS = 200;

    private final JsonNode node;
    private final String path;
    private final List<String> problems;
    private final Set<String> known = new HashSet<>();

    ManifestNode(JsonNode node, String path, List<String> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** The mapping under a key; where there is none, one without keys. */
    ManifestNode child(String key) {
        known.add(key);
        JsonNode child = node.path(key);
        if (!child.isMissingNode() && !child.isNull() && !child.isObject()) {
            problem(key, child, "a mapping");
        }
        return new ManifestNode(child, path + key + ".", problems);
    }

    Optional<String> text(String key) {
        return required(key, optionalText(key), "a text");
    }

    Optional<String> optionalText(String key) {
        known.add(key);
        if (!has(key)) {
            return Optional.empty();
        }
        JsonNode value = node.get(key);
        if (!value.isValueNode() || value.asText().isBlank()) {
            problem(key, value, "a text");
            return Optional.empty();
        }
        return Optional.of(value.asText());
    }

    /** A text that {@code parse} accepts; its IllegalArgumentException becomes the problem. */
    <T> Optional<T> parsed(String key, Optional<String> text, Function<String, T> parse) {
        try {
            return text.map(parse);
        } catch (IllegalArgumentException e) {
            problems.add(path + key + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    Optional<Integer> positive(String key) {
        known.add(key);
        JsonNode value = node.path(key);
        if (!has(key)) {
            return required(key, Optional.empty(), "a whole number > 0");
        }
        if (!value.isInt() || value.intValue() < 1) {
            problem(key, value, "a whole number > 0");
            return Optional.empty();
        }
        return Optional.of(value.intValue());
    }

    /** One of an enum's constants, by the name that {@code key} gives it; absent where the manifest has none. */
    <E> Optional<E> oneOf(String key, E[] constants, Function<E, String> name) {
        Optional<String> text = optionalText(key);
        Optional<E> constant = text.flatMap(value ->
                Stream.of(constants).filter(c -> name.apply(c).equals(value)).findFirst());
        if (text.isPresent() && constant.isEmpty()) {
            problem(
                    key,
                    node.get(key),
                    "one of " + Stream.of(constants).map(name).collect(Collectors.joining(", ")));
        }
        return constant;
    }

    <E> Optional<E> requiredOneOf(String key, E[] constants, Function<E, String> name) {
        Optional<E> constant = oneOf(key, constants, name);
        return has(key)
                ? constant
                : required(
                        key,
                        constant,
                        "one of " + Stream.of(constants).map(name).collect(Collectors.joining(", ")));
    }

    void problem(String key, Object value, String expected) {
        String text = String.valueOf(value);
        String shown = text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
        problems.add(String.format(Locale.ROOT, "%s%s: %s (expected: %s)", path, key, shown, expected));
    }

    /** Notes every key that was not asked for. */
    void end() {
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                problems.add(path + key + ": unknown key (expected: one of "
                        + known.stream().sorted().collect(Collectors.joining(", ")) + ")");
            }
        });
    }

    private <T> Optional<T> required(String key, Optional<T> value, String expected) {
        if (value.isEmpty() && !has(key)) {
            problem(key, "absent", expected);
        }
        return value;
    }
}
