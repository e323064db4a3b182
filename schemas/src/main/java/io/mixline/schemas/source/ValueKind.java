package io.mixline.schemas.source;

import java.util.Set;
import org.apache.avro.Schema;

/** Which Avro types can stand where a mapping points to. */
enum ValueKind {
    ANYTHING("anything", Set.of(Schema.Type.values())),
    ITEM_ID(
            "string, enum, int or long",
            Set.of(Schema.Type.STRING, Schema.Type.ENUM, Schema.Type.INT, Schema.Type.LONG)),
    NUMBER(
            "int, long, or a string of digits; a timestamp with rule UPDATE_TIME",
            Set.of(Schema.Type.STRING, Schema.Type.INT, Schema.Type.LONG)),
    TIME("long", Set.of(Schema.Type.LONG)),
    TOKEN(
            "string, enum, int, long or boolean",
            Set.of(Schema.Type.STRING, Schema.Type.ENUM, Schema.Type.INT, Schema.Type.LONG, Schema.Type.BOOLEAN)),
    TEXTS(
            "string, enum, int, long, boolean, or an array of strings; a map of strings for a name that ends in .*",
            Set.of(
                    Schema.Type.STRING,
                    Schema.Type.ENUM,
                    Schema.Type.INT,
                    Schema.Type.LONG,
                    Schema.Type.BOOLEAN,
                    Schema.Type.ARRAY)),
    TEXT_MAP("a map of strings", Set.of(Schema.Type.MAP));

    private final String expected;

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<Schema.Type> types;

    ValueKind(String expected, Set<Schema.Type> types) {
        this.expected = expected;
        this.types = types;
    }

    String expected() {
        return expected;
    }

    boolean allows(Schema schema) {
        if (this == ANYTHING) {
            return true;
        }
        if (schema.getType() == Schema.Type.ARRAY && types.contains(Schema.Type.ARRAY)) {
            return isText(schema.getElementType());
        }
        if (schema.getType() == Schema.Type.MAP && types.contains(Schema.Type.MAP)) {
            return isText(schema.getValueType());
        }
        return types.contains(schema.getType()) && (this == TIME || EpochUnit.of(schema) == null);
    }

    private static boolean isText(Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            return schema.getTypes().stream().allMatch(type -> type.getType() == Schema.Type.NULL || isText(type));
        }
        return schema.getType() == Schema.Type.STRING;
    }
}
