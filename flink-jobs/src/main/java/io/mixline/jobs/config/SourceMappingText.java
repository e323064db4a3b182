package io.mixline.jobs.config;

import io.mixline.schemas.source.SourceMapping;
import java.io.Serializable;
import java.util.Map;

/** A source mapping as its texts, for the way to the task managers. */
public record SourceMappingText(String yaml, Map<String, String> schemas) implements Serializable {

    public SourceMappingText {
        schemas = Map.copyOf(schemas);
    }

    public static SourceMappingText of(SourceMapping mapping) {
        return new SourceMappingText(mapping.yaml(), mapping.schemas());
    }

    public SourceMapping parse() {
        return SourceMapping.parse(yaml, schemas);
    }
}
