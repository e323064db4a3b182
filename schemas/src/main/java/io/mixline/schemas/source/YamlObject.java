package io.mixline.schemas.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A YAML mapping with known keys. What is not as expected becomes a problem, and null or empty. For one thread. */
final class YamlObject {

    private final String name;
    private final JsonNode node;
    private final Problems problems;

    /** @param name the dotted key at which the mapping stands; empty for the whole document */
    YamlObject(String name, JsonNode node, Problems problems) {
        this.name = name;
        this.node = node;
        this.problems = problems;
        if (!node.isObject()) {
            problems.add(name.isEmpty() ? "document" : name, node, "keys with values");
        }
    }

    /** Every other key is a problem. */
    YamlObject allow(String... keys) {
        List<String> known = List.of(keys);
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                problems.add(nameOf(key), node.get(key), "one of the keys " + String.join(", ", known));
            }
        });
        return this;
    }

    String nameOf(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    boolean has(String key) {
        return node.has(key);
    }

    /** Null is a problem. */
    @Nullable
    JsonNode required(String key, String expected) {
        JsonNode value = node.get(key);
        if (node.isObject() && (value == null || value.isNull())) {
            problems.add(nameOf(key), "absent", expected);
        }
        return value == null || value.isNull() ? null : value;
    }

    @Nullable
    YamlObject object(String key, String expected) {
        JsonNode value = required(key, expected);
        return value == null ? null : new YamlObject(nameOf(key), value, problems);
    }

    /** A scalar, or a list of scalars, as texts; empty after a problem. */
    List<String> texts(String key, String expected) {
        JsonNode value = required(key, expected);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            if (!element.isValueNode() || element.isNull()) {
                problems.add(nameOf(key), element, expected);
            } else {
                texts.add(element.asText());
            }
        }
        if (value.isArray() && value.isEmpty()) {
            problems.add(nameOf(key), "[]", expected);
        }
        return texts;
    }

    /** One path or a list of alternatives; null after a problem. */
    @Nullable
    SourcePaths paths(String key) {
        List<SourcePath> paths = new ArrayList<>();
        for (String text : texts(key, "a path such as after.id, or a list of paths")) {
            try {
                paths.add(SourcePath.parse(text));
            } catch (IllegalArgumentException e) {
                problems.add(nameOf(key), '"' + text + '"', "a path such as after.id, or a list of paths");
            }
        }
        return paths.isEmpty() ? null : new SourcePaths(paths);
    }

    /** A constant by its name; null after a problem. */
    <E extends Enum<E>> @Nullable E constant(String key, Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        String expected = String.join(", ", constants.stream().map(Enum::name).toList());
        JsonNode value = required(key, expected);
        if (value == null) {
            return null;
        }
        E found = constants.stream()
                .filter(constant -> constant.name().equals(value.asText()))
                .findFirst()
                .orElse(null);
        if (found == null) {
            problems.add(nameOf(key), value, expected);
        }
        return found;
    }

    /** A whole number in a range; the fallback where there is none, or after a problem. */
    int integer(String key, int min, int max, int fallback) {
        JsonNode value = node.get(key);
        if (value == null) {
            return fallback;
        }
        if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
            problems.add(nameOf(key), value, min + " to " + max);
            return fallback;
        }
        return value.intValue();
    }
}
