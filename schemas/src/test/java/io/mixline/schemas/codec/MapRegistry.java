package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetterKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A registry that is a map. */
final class MapRegistry implements SchemaRegistry {

    final Map<Integer, Schema> schemas = new LinkedHashMap<>();
    final List<String> subjects = new ArrayList<>();
    boolean away;

    @Override
    public Schema schema(int id) {
        failIfAway();
        @Nullable Schema schema = schemas.get(id);
        if (schema == null) {
            throw new RecordRefusedException(DeadLetterKind.UNKNOWN_SCHEMA, "schema id: " + id);
        }
        return schema;
    }

    @Override
    public int id(String subject, Schema schema) {
        failIfAway();
        subjects.add(subject);
        int id = schemas.size() + 1;
        schemas.put(id, schema);
        return id;
    }

    private void failIfAway() {
        if (away) {
            throw new SchemaRegistryException(SchemaRegistryException.Kind.RETRYABLE, "away", null);
        }
    }
}
