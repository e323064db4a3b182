package io.mixline.schemas.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Flattens a YAML tree into dotted names: {@code encoder: {max-in-flight: 64}} becomes {@code encoder.max-in-flight: 64}.
 * A list of scalars becomes one text with commas. Scalars keep their spelling, so that a version 1.10 stays 1.10. For
 * one thread.
 */
public final class SettingsYaml {

    private final Map<String, String> flat = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final JsonParser yaml;

    private SettingsYaml(JsonParser yaml) {
        this.yaml = yaml;
    }

    /**
     * What {@link Settings#parse} takes; empty for an empty text.
     *
     * @throws InvalidConfigurationException for what is no YAML, no tree of names, or says one name twice
     */
    public static Map<String, String> flatten(String text) {
        try (JsonParser yaml = BoundedYaml.tokens(text)) {
            return new SettingsYaml(yaml).flatten();
        } catch (JsonProcessingException e) {
            throw new InvalidConfigurationException(
                    "configuration", List.of(BoundedYaml.told(e) + " (expected: YAML)"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading YAML in memory", e);
        }
    }

    private Map<String, String> flatten() throws IOException {
        JsonToken first = yaml.nextToken();
        if (first == JsonToken.START_OBJECT) {
            object("");
            first = yaml.nextToken();
        }
        if (first != null) {
            problems.add("line " + yaml.currentTokenLocation().getLineNr() + ": " + yaml.getText()
                    + " (expected: one tree of names and values)");
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException("configuration", problems);
        }
        return flat;
    }

    private void object(String prefix) throws IOException {
        while (yaml.nextToken() != JsonToken.END_OBJECT) {
            String name = prefix + yaml.currentName();
            JsonToken value = yaml.nextToken();
            if (value == JsonToken.START_OBJECT) {
                object(name + ".");
            } else if (flat.put(name, value == JsonToken.START_ARRAY ? list(name) : scalar(name)) != null) {
                problems.add(name + ": twice (expected: once)");
            }
        }
    }

    private String list(String name) throws IOException {
        List<String> elements = new ArrayList<>();
        while (yaml.nextToken() != JsonToken.END_ARRAY) {
            String element = scalar(name);
            if (element.contains(",")) {
                problems.add(name + ": \"" + element + "\" (expected: no comma in a list's element)");
            }
            elements.add(element);
        }
        return String.join(", ", elements);
    }

    private String scalar(String name) throws IOException {
        if (yaml.currentToken().isScalarValue() && yaml.currentToken() != JsonToken.VALUE_NULL) {
            return yaml.getText();
        }
        String found = yaml.currentToken() == JsonToken.VALUE_NULL ? "nothing" : yaml.getText();
        problems.add(name + ": " + found + " (expected: a text, number or boolean)");
        yaml.skipChildren();
        return "";
    }
}
