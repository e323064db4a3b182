package io.mixline.schemas;

import java.util.regex.Pattern;

/** A bundle's human name, such as {@code minilm-l6-k4-v1}. Part of a topic's name, so it holds only what Kafka allows. */
public record ModelVersion(String name) {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,200}");

    public ModelVersion {
        if (!ALLOWED.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "modelVersion: \"" + name + "\" (expected: 1 to 200 of letters, digits, '.', '_', '-')");
        }
    }

    /** The topic that holds this model version's embeddings. */
    public String embeddingsTopic() {
        return "item-embeddings-" + name;
    }

    @Override
    public String toString() {
        return name;
    }
}
