package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetterKind;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's wire format: 00, then the id that a registry has for the schema, 4 bytes big endian. Reads single-object
 * encoding too, which starts with another byte: a topic may change from one to the other.
 */
final class ConfluentFraming implements RecordFraming {

    private static final int HEADER_BYTES = 5;
    private static final byte MARK = 0;

    private final RecordFraming singleObject;
    private final SchemaRegistry registry;
    private final @Nullable UnaryOperator<String> subjectOfRecord;

    /** @param subjectOfRecord by the record's full name; null to write single-object encoding */
    ConfluentFraming(
            RecordFraming singleObject, SchemaRegistry registry, @Nullable UnaryOperator<String> subjectOfRecord) {
        this.singleObject = singleObject;
        this.registry = registry;
        this.subjectOfRecord = subjectOfRecord;
    }

    @Override
    public byte[] header(Schema writer) {
        if (subjectOfRecord == null) {
            return singleObject.header(writer);
        }
        int id = registry.id(subjectOfRecord.apply(writer.getFullName()), writer);
        return ByteBuffer.allocate(HEADER_BYTES).put(MARK).putInt(id).array();
    }

    @Override
    public Framed read(byte[] framed) {
        if (framed.length == 0 || framed[0] != MARK) {
            return singleObject.read(framed);
        }
        if (framed.length < HEADER_BYTES) {
            throw new RecordRefusedException(
                    DeadLetterKind.NOT_AVRO,
                    "value: " + RecordFraming.start(framed) + " (expected: 00, and a schema id of 4 bytes)");
        }
        int id = ByteBuffer.wrap(framed).getInt(1);
        if (id <= 0) {
            throw new RecordRefusedException(DeadLetterKind.UNKNOWN_SCHEMA, "schema id: " + id + " (expected: > 0)");
        }
        return new Framed(registry.schema(id), HEADER_BYTES);
    }
}
