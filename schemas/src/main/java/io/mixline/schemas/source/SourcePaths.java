package io.mixline.schemas.source;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Alternatives for one value: the first path at which there is one counts; an empty text, array or map is none. Prints as
 * {@code after.id, else before.id}.
 */
public record SourcePaths(List<SourcePath> alternatives) {

    public SourcePaths {
        alternatives = List.copyOf(alternatives);
        if (alternatives.isEmpty()) {
            throw new IllegalArgumentException("path: none (expected: one or more)");
        }
    }

    @Override
    public String toString() {
        return alternatives.stream().map(SourcePath::toString).collect(Collectors.joining(", else "));
    }
}
