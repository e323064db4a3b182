package io.mixline.schemas.codec;

import io.mixline.schemas.codec.PathReader.Take;
import io.mixline.schemas.codec.PathReader.Wanted;
import io.mixline.schemas.source.ContentField;
import io.mixline.schemas.source.DeleteRule;
import io.mixline.schemas.source.SourceMapping;
import io.mixline.schemas.source.SourcePath;
import io.mixline.schemas.source.SourcePaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A source mapping resolved against one writer's schema: reads what the mapping names, decides nothing. Immutable. */
final class SourceReader {

    private final SourceMapping mapping;
    private final PathReader head;
    private final PathReader content;

    SourceReader(SourceMapping mapping, Schema writer) {
        this.mapping = mapping;
        this.head = PathReader.compile(writer, headPaths(mapping));
        this.content = PathReader.compile(writer, contentPaths(mapping, Take.VALUE));
    }

    /**
     * What a record says about its item besides the content: values as {@link PathReader} reads them.
     *
     * @param deleted whether one of the mapping's rules makes it a DELETE
     * @param hasContent whether a content field is there, be it empty
     */
    record Head(
            @Nullable Object itemId,
            @Nullable Object version,
            @Nullable Object changedAt,
            boolean deleted,
            boolean hasContent) {}

    Head head(BoundedDecoder body) {
        Values values = new Values(head.read(body));
        return new Head(
                values.first(mapping.itemId()),
                values.first(mapping.version().paths()),
                mapping.changedAt().paths() == null
                        ? null
                        : values.first(mapping.changedAt().paths()),
                deleted(values),
                values.anyLeft());
    }

    /** All rules, so that the values after theirs are next. */
    private boolean deleted(Values values) {
        boolean deleted = false;
        for (DeleteRule rule : mapping.deletes()) {
            Object value = values.next();
            deleted |= rule.whenNull()
                    ? value == null
                    : value != null && rule.values().contains(value.toString());
        }
        return deleted;
    }

    /** Values by the names of the mapping's content fields; empty strings count as no value. */
    Map<String, List<String>> content(BoundedDecoder body) {
        Values values = new Values(content.read(body));
        Map<String, List<String>> fields = new TreeMap<>();
        for (ContentField field : mapping.content()) {
            Object value = values.first(field.paths());
            if (value instanceof Map<?, ?> entries) {
                entries.forEach((key, text) -> fields.put(field.entryName(key.toString()), texts(List.of(text))));
            } else if (value instanceof List<?> many) {
                fields.put(field.name(), texts(many));
            } else if (value != null) {
                fields.put(field.name(), texts(List.of(value)));
            }
        }
        return fields;
    }

    private static List<String> texts(List<?> values) {
        List<String> texts = new ArrayList<>(values.size());
        for (Object value : values) {
            String text = value.toString();
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static List<Wanted> headPaths(SourceMapping mapping) {
        List<Wanted> wanted = new ArrayList<>();
        add(wanted, mapping.itemId(), Take.VALUE);
        add(wanted, mapping.version().paths(), Take.VALUE);
        if (mapping.changedAt().paths() != null) {
            add(wanted, mapping.changedAt().paths(), Take.VALUE);
        }
        for (DeleteRule rule : mapping.deletes()) {
            wanted.add(new Wanted(rule.path(), rule.whenNull() ? Take.PRESENCE : Take.VALUE));
        }
        wanted.addAll(contentPaths(mapping, Take.PRESENCE));
        return wanted;
    }

    private static List<Wanted> contentPaths(SourceMapping mapping, Take take) {
        List<Wanted> wanted = new ArrayList<>();
        mapping.content().forEach(field -> add(wanted, field.paths(), take));
        return wanted;
    }

    private static void add(List<Wanted> wanted, SourcePaths paths, Take take) {
        for (SourcePath path : paths.alternatives()) {
            wanted.add(new Wanted(path, take));
        }
    }

    /** Values in the order in which their paths were wanted. */
    private static final class Values {

        private final @Nullable Object[] values;
        private int next;

        Values(@Nullable Object[] values) {
            this.values = values;
        }

        @Nullable
        Object next() {
            return values[next++];
        }

        /** Of the next so many values the first that is not empty; else an empty one; else null. */
        @Nullable
        Object first(SourcePaths paths) {
            Object first = null;
            for (int i = 0; i < paths.alternatives().size(); i++) {
                Object value = next();
                if (first == null || (isEmpty(first) && value != null)) {
                    first = value;
                }
            }
            return first;
        }

        private static boolean isEmpty(Object value) {
            return value.equals("") || value.equals(List.of()) || value.equals(Map.of());
        }

        boolean anyLeft() {
            while (next < values.length) {
                if (next() != null) {
                    return true;
                }
            }
            return false;
        }
    }
}
