package io.mixline.schemas.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Every schema that was ever released for a record, oldest first: {@code released/ItemEmbedding-v1.avsc} and so on
 *. They are needed at run time, because bytes name their schema by a fingerprint only.
 */
final class ReleasedSchemas {

    private ReleasedSchemas() {}

    static List<Schema> of(String record) {
        List<Schema> schemas = new ArrayList<>();
        for (int release = 1; ; release++) {
            String name = "/io/mixline/schemas/released/" + record + "-v" + release + ".avsc";
            try (InputStream in = ReleasedSchemas.class.getResourceAsStream(name)) {
                if (in == null) {
                    return List.copyOf(schemas);
                }
                schemas.add(new Schema.Parser().parse(in));
            } catch (IOException e) {
                throw new UncheckedIOException("reading " + name, e);
            }
        }
    }
}
