package io.mixline.schemas;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an item says: values by field name, in the order of the names. A field without a value is absent. The names are
 * those of the source mapping, and what the bundle's templates refer to; for job postings {@code title}, {@code company},
 * {@code location}, {@code description}, {@code skills} and {@code attributes.<name>}.
 */
public record ItemContent(Map<String, List<String>> fields) {

    public ItemContent {
        TreeMap<String, List<String>> sorted = new TreeMap<>();
        fields.forEach((name, values) -> {
            if (!values.isEmpty()) {
                sorted.put(name, List.copyOf(values));
            }
        });
        fields = Collections.unmodifiableMap(sorted);
    }

    /** The values of a field in the source's order; empty where the field is absent. */
    public List<String> values(String field) {
        return fields.getOrDefault(field, List.of());
    }
}
