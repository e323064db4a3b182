package io.mixline.schemas.codec;

import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.jspecify.annotations.Nullable;

/** Records of a table as Debezium captures it, made by Avro's own writer. */
final class Envelopes {

    static final Instant KAFKA_TIMESTAMP = Instant.parse("2026-11-21T10:00:00Z");

    private Envelopes() {}

    static String resource(String name) {
        try (InputStream in = Envelopes.class.getResourceAsStream("/source/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    static Map<String, String> schemas() {
        return Map.of(
                "envelope-v1.avsc", resource("envelope-v1.avsc"), "envelope-v2.avsc", resource("envelope-v2.avsc"));
    }

    /** An envelope of that release, with nothing in it but what Avro demands. */
    static GenericRecord envelope(int release, String op, @Nullable Long logSequence) {
        Schema schema = new Schema.Parser().parse(resource("envelope-v" + release + ".avsc"));
        GenericRecord source = new GenericData.Record(schema.getField("source").schema());
        source.put("db", "postings");
        source.put("lsn", logSequence);
        GenericRecord envelope = new GenericData.Record(schema);
        envelope.put("source", source);
        envelope.put("op", op);
        envelope.put("ts_ms", 1_700_000_000_000L);
        return envelope;
    }

    /** A row, to stand before or after. */
    static GenericRecord row(GenericRecord envelope, long id, Map<String, ?> columns) {
        Schema schema =
                envelope.getSchema().getField("before").schema().getTypes().get(1);
        GenericRecord row = new GenericData.Record(schema);
        row.put("id", id);
        row.put("remote", false);
        columns.forEach(row::put);
        return row;
    }

    static SourceRecord record(GenericRecord envelope, long offset) {
        try {
            byte[] value = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), envelope.getSchema())
                    .encode(envelope)
                    .array();
            return new SourceRecord(null, value, new SourcePosition("postings", 0, offset), KAFKA_TIMESTAMP);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
    }
}
