package io.mixline.schemas.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Where a value stands in an Avro record: names of fields, outermost first. Prints as {@code after.id}. */
public record SourcePath(List<String> fields) {

    public SourcePath {
        fields = List.copyOf(fields);
        if (fields.isEmpty() || fields.contains("")) {
            throw new IllegalArgumentException(
                    "path: " + String.join(".", fields) + " (expected: field names with dots between them)");
        }
    }

    static SourcePath parse(String dotted) {
        return new SourcePath(List.of(dotted.split("\\.", -1)));
    }

    /**
     * The schemas that a value at this path can have, through every branch of every union on the way; without null.
     * Empty where the schema has no such path.
     */
    List<Schema> in(Schema schema) {
        List<Schema> reached = branches(schema);
        for (String name : fields) {
            List<Schema> next = new ArrayList<>();
            for (Schema record : reached) {
                Schema.Field field = record.getType() == Schema.Type.RECORD ? record.getField(name) : null;
                if (field != null) {
                    next.addAll(branches(field.schema()));
                }
            }
            reached = next;
        }
        return List.copyOf(reached);
    }

    private static List<Schema> branches(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema.getType() == Schema.Type.NULL ? List.of() : List.of(schema);
        }
        return schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
    }

    @Override
    public String toString() {
        return String.join(".", fields);
    }
}
