package io.mixline.cli.postings;

import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOperation;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemVersion;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes a posting change of a row's values by column name. A row without a version gets the time of reading plus its line. */
final class RowReader {

    // What a source mapping takes for a time, too.
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant TOO_LATE = Instant.parse("+10000-01-01T00:00:00Z");
    private static final int SHOWN_CHARACTERS = 200;

    private final PostingColumns columns;
    private final InstantSource clock;
    private final long defaultVersion;

    RowReader(PostingColumns columns, InstantSource clock) {
        this.columns = columns;
        this.clock = clock;
        this.defaultVersion = clock.millis();
    }

    PostingRow read(long line, Map<String, List<String>> valuesByColumn) {
        Map<PostingField, List<String>> fields = new EnumMap<>(PostingField.class);
        Map<String, String> attributes = new TreeMap<>();
        valuesByColumn.forEach((column, values) -> columns.fieldOf(column)
                .ifPresentOrElse(field -> fields.put(field, values), () -> {
                    String text = String.join(", ", values).strip();
                    if (!text.isEmpty() && !column.isBlank()) {
                        attributes.put(column.strip(), text);
                    }
                }));
        try {
            for (Map.Entry<String, List<String>> column : valuesByColumn.entrySet()) {
                checkUnicode(column.getKey(), column.getValue());
            }
            return new PostingRow.Accepted(line, change(line, fields, attributes));
        } catch (BadRowException e) {
            return e.rejected(line);
        }
    }

    private PostingChange change(long line, Map<PostingField, List<String>> fields, Map<String, String> attributes)
            throws BadRowException {
        String id = text(fields, PostingField.ID);
        if (id.isEmpty()) {
            throw bad(PostingField.ID, "", "not empty");
        }
        ItemVersion version = version(line, text(fields, PostingField.VERSION));
        ItemOperation operation = operation(text(fields, PostingField.OP));
        Instant changedAt = changedAt(text(fields, PostingField.CHANGED_AT));
        return new PostingChange(
                new ItemId(id),
                new ItemOrder(version, operation, 0),
                changedAt,
                operation == ItemOperation.DELETE ? null : posting(fields, attributes));
    }

    private Posting posting(Map<PostingField, List<String>> fields, Map<String, String> attributes)
            throws BadRowException {
        Posting posting = new Posting(
                text(fields, PostingField.TITLE),
                text(fields, PostingField.COMPANY),
                text(fields, PostingField.LOCATION),
                text(fields, PostingField.DESCRIPTION),
                skills(fields.getOrDefault(PostingField.SKILLS, List.of())),
                attributes);
        if (posting.title().isEmpty() && posting.description().isEmpty()) {
            throw new BadRowException(columns.column(PostingField.TITLE) + " and "
                    + columns.column(PostingField.DESCRIPTION) + ": both empty (expected: one of them with text)");
        }
        return posting;
    }

    /** A lone surrogate cannot be written as UTF-8: two ids that differ in it would become one. */
    private static void checkUnicode(String column, List<String> values) throws BadRowException {
        for (String text : values) {
            if (hasLoneSurrogate(text)) {
                throw new BadRowException(column + ": half of a surrogate pair (expected: Unicode)");
            }
        }
    }

    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    private ItemVersion version(long line, String text) throws BadRowException {
        if (text.isEmpty()) {
            return new ItemVersion(defaultVersion + line);
        }
        try {
            return new ItemVersion(Long.parseLong(text));
        } catch (IllegalArgumentException e) {
            throw bad(PostingField.VERSION, text, "a whole number, 0 or more");
        }
    }

    private ItemOperation operation(String text) throws BadRowException {
        try {
            return text.isEmpty() ? ItemOperation.UPSERT : ItemOperation.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw bad(PostingField.OP, text, "UPSERT or DELETE");
        }
    }

    private Instant changedAt(String text) throws BadRowException {
        try {
            Instant time = text.isEmpty() ? clock.instant() : Instant.parse(text);
            if (!time.isBefore(EARLIEST) && time.isBefore(TOO_LATE)) {
                return time;
            }
        } catch (DateTimeException e) {
            // refused below
        }
        throw bad(PostingField.CHANGED_AT, text, "a time such as 2026-11-21T10:15:30Z");
    }

    private BadRowException bad(PostingField field, String value, String expected) {
        String shown = value.length() <= SHOWN_CHARACTERS ? value : value.substring(0, SHOWN_CHARACTERS) + "...";
        return new BadRowException(columns.column(field) + ": \"" + shown + "\" (expected: " + expected + ")");
    }

    private static String text(Map<PostingField, List<String>> fields, PostingField field) {
        return String.join(" ", fields.getOrDefault(field, List.of())).strip();
    }

    private static List<String> skills(List<String> values) {
        List<String> skills = new ArrayList<>();
        for (String value : values.size() == 1 ? List.of(values.get(0).split("[;,|]")) : values) {
            if (!value.isBlank()) {
                skills.add(value.strip());
            }
        }
        return skills;
    }
}
