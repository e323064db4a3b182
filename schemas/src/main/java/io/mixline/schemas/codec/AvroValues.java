package io.mixline.schemas.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Reads or skips one value of Avro's binary encoding by its schema. */
final class AvroValues {

    /** Schemas may refer to themselves, and then bytes say how deep a value is; the stack must not. */
    private static final int MAX_DEPTH = 200;

    private AvroValues() {}

    /** As {@link PathReader} says; null for null and for types that it does not name. */
    static @Nullable Object read(Schema schema, BoundedDecoder in) {
        return switch (schema.getType()) {
            case STRING -> in.readString();
            case ENUM -> schema.getEnumSymbols().get(index(schema.getEnumSymbols(), in.readEnum()));
            case INT -> (long) in.readInt();
            case LONG -> in.readLong();
            case BOOLEAN -> in.readBoolean();
            case ARRAY -> readStrings(schema.getElementType(), in);
            case MAP -> readStringMap(schema.getValueType(), in);
            default -> {
                skip(schema, in);
                yield null;
            }
        };
    }

    private static List<String> readStrings(Schema element, BoundedDecoder in) {
        List<String> strings = new ArrayList<>();
        for (long count = in.readArrayStart(); count > 0; count = in.arrayNext()) {
            for (long i = 0; i < count; i++) {
                String string = readString(element, in);
                if (string != null) {
                    strings.add(string);
                }
            }
        }
        return strings;
    }

    private static Map<String, String> readStringMap(Schema element, BoundedDecoder in) {
        Map<String, String> strings = new LinkedHashMap<>();
        for (long count = in.readMapStart(); count > 0; count = in.mapNext()) {
            for (long i = 0; i < count; i++) {
                String key = in.readString();
                String string = readString(element, in);
                if (string != null) {
                    strings.put(key, string);
                }
            }
        }
        return strings;
    }

    /** A string, or null out of a union or for another type. */
    private static @Nullable String readString(Schema schema, BoundedDecoder in) {
        Schema actual =
                schema.getType() == Schema.Type.UNION ? schema.getTypes().get(branch(schema, in)) : schema;
        if (actual.getType() == Schema.Type.STRING) {
            return in.readString();
        }
        skip(actual, in);
        return null;
    }

    /** Which branch of a union follows. */
    static int branch(Schema union, BoundedDecoder in) {
        return index(union.getTypes(), in.readIndex());
    }

    private static int index(List<?> of, int index) {
        if (index < 0 || index >= of.size()) {
            throw BoundedDecoder.refused("index: " + index + " (expected: 0 to " + (of.size() - 1) + ")");
        }
        return index;
    }

    static void skip(Schema schema, BoundedDecoder in) {
        skip(schema, in, 0);
    }

    private static void skip(Schema schema, BoundedDecoder in, int depth) {
        if (depth > MAX_DEPTH) {
            throw BoundedDecoder.refused("nesting: over " + MAX_DEPTH + " levels (expected: fewer)");
        }
        switch (schema.getType()) {
            case RECORD -> schema.getFields().forEach(field -> skip(field.schema(), in, depth + 1));
            case UNION -> skip(schema.getTypes().get(branch(schema, in)), in, depth + 1);
            case ARRAY -> skipArray(schema.getElementType(), in, depth + 1);
            case MAP -> skipMap(schema.getValueType(), in, depth + 1);
            case ENUM -> index(schema.getEnumSymbols(), in.readEnum());
            case FIXED -> in.skipFixed(schema.getFixedSize());
            case STRING -> in.skipString();
            case BYTES -> in.skipBytes();
            case INT -> in.readInt();
            case LONG -> in.readLong();
            case FLOAT -> in.skipFixed(Float.BYTES);
            case DOUBLE -> in.skipFixed(Double.BYTES);
            case BOOLEAN -> in.readBoolean();
            case NULL -> in.readNull();
        }
    }

    private static void skipArray(Schema element, BoundedDecoder in, int depth) {
        for (long count = in.skipArray(); count > 0; count = in.skipArray()) {
            for (long i = 0; i < count; i++) {
                skip(element, in, depth);
            }
        }
    }

    private static void skipMap(Schema element, BoundedDecoder in, int depth) {
        for (long count = in.skipMap(); count > 0; count = in.skipMap()) {
            for (long i = 0; i < count; i++) {
                in.skipString();
                skip(element, in, depth);
            }
        }
    }
}
