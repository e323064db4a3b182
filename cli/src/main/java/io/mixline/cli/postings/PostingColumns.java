package io.mixline.cli.postings;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which column (CSV) or key (JSON lines) says what. Names are compared without regard to case. A column that no field
 * claims becomes an attribute of its name.
 */
public final class PostingColumns {

    private final Map<PostingField, String> columns = new EnumMap<>(PostingField.class);

    private PostingColumns() {
        for (PostingField field : PostingField.values()) {
            columns.put(field, field.column());
        }
    }

    public static PostingColumns byName() {
        return new PostingColumns();
    }

    /** As named by the user, such as {@code title=job_title}; fields that are not named keep their own column. */
    public static PostingColumns of(Map<String, String> columnByField) {
        PostingColumns mapped = new PostingColumns();
        columnByField.forEach((field, column) -> mapped.columns.put(
                PostingField.ofColumn(field)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "column of " + field + ": " + column + " (expected: one of "
                                        + Stream.of(PostingField.values())
                                                .map(PostingField::column)
                                                .collect(Collectors.joining(", "))
                                        + ")")),
                column));
        return mapped;
    }

    Optional<PostingField> fieldOf(String column) {
        String wanted = column.strip().toLowerCase(Locale.ROOT);
        return columns.entrySet().stream()
                .filter(entry -> entry.getValue().toLowerCase(Locale.ROOT).equals(wanted))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    String column(PostingField field) {
        return columns.getOrDefault(field, field.column());
    }
}
