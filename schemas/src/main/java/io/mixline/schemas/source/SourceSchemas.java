package io.mixline.schemas.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParseException;

/** The schemas that a mapping lists, by file name, and what can be said of a path in them. For one thread. */
final class SourceSchemas {

    private final Map<String, Schema> byFile = new LinkedHashMap<>();
    private final Problems problems;

    SourceSchemas(List<String> listed, Map<String, String> texts, Problems problems) {
        this.problems = problems;
        Map<Long, String> fileByFingerprint = new HashMap<>();
        for (String file : listed) {
            String text = texts.get(file);
            if (text == null) {
                problems.add("schemas", file, "a file that is given: " + String.join(", ", texts.keySet()));
                continue;
            }
            parse(file, text);
            Schema schema = byFile.get(file);
            if (schema != null) {
                String same = fileByFingerprint.putIfAbsent(SchemaNormalization.parsingFingerprint64(schema), file);
                if (same != null && !schema.equals(byFile.get(same))) {
                    problems.add("schemas", same + ", " + file, "schemas whose bytes can be told apart");
                }
            }
        }
    }

    /** One more, that no file lists, under a name for messages. */
    void add(String name, Schema schema) {
        if (schema.getType() == Schema.Type.RECORD) {
            byFile.put(name, schema);
        } else {
            problems.add("schema", name + ", a " + schema.getType().getName(), "the schema of a record");
        }
    }

    private void parse(String file, String text) {
        try {
            // Lenient about names and defaults: records are read by field, and others wrote these schemas.
            Schema schema = new Schema.Parser(NameValidator.NO_VALIDATION)
                    .setValidateDefaults(false)
                    .parse(text);
            if (schema.getType() == Schema.Type.RECORD) {
                byFile.put(file, schema);
            } else {
                problems.add("schemas", file + ", a " + schema.getType().getName(), "the schema of a record");
            }
        } catch (SchemaParseException e) {
            problems.add("schemas", file, "an Avro schema; " + e.getMessage());
        } catch (RuntimeException e) {
            // Avro's parser has no one exception for what is no schema: casts fail, references are null.
            problems.add("schemas", file, "an Avro schema; " + e);
        }
    }

    List<Schema> all() {
        return List.copyOf(byFile.values());
    }

    /** Each path is in one schema at least, and has values of such types in all. */
    void check(String name, SourcePaths paths, ValueKind kind) {
        for (SourcePath path : paths.alternatives()) {
            List<String> without = new ArrayList<>();
            byFile.forEach((file, schema) -> {
                List<Schema> reached = path.in(schema);
                if (reached.isEmpty()) {
                    without.add(file);
                }
                for (Schema value : reached) {
                    if (!kind.allows(value)) {
                        problems.add(name, path + " of type " + describe(value) + " in " + file, kind.expected());
                    }
                }
            });
            if (!byFile.isEmpty() && without.size() == byFile.size()) {
                problems.add(name, path, "a path that is in one of " + String.join(", ", without));
            }
        }
    }

    /** As {@link #check}, and every schema has one of the paths. */
    void checkInAll(String name, SourcePaths paths, ValueKind kind) {
        check(name, paths, kind);
        byFile.forEach((file, schema) -> {
            boolean absent = paths.alternatives().stream()
                    .allMatch(path -> path.in(schema).isEmpty());
            if (absent && byFile.size() > 1) {
                problems.add(name, paths, "a path that is in " + file + " too");
            }
        });
    }

    /** Where values are symbols, each of these is one of them in one schema at least. */
    void checkSymbols(String name, SourcePath path, Set<String> values) {
        List<Schema> reached =
                all().stream().flatMap(schema -> path.in(schema).stream()).toList();
        if (reached.isEmpty() || reached.stream().anyMatch(value -> value.getType() != Schema.Type.ENUM)) {
            return;
        }
        Set<String> symbols = new TreeSet<>();
        reached.forEach(value -> symbols.addAll(value.getEnumSymbols()));
        for (String value : values) {
            if (!symbols.contains(value)) {
                problems.add(name, value, String.join(", ", symbols));
            }
        }
    }

    private static String describe(Schema schema) {
        String type = schema.getType().getName();
        return schema.getLogicalType() == null
                ? type
                : type + " (" + schema.getLogicalType().getName() + ")";
    }
}
