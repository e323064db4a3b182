package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetterKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * One of our own Avro records as framed bytes. Writes the current schema; reads what any known schema wrote, and any that a
 * registry knows, through Avro's schema resolution.
 */
final class WireFormat<T extends SpecificRecordBase> {

    private final Schema current;
    private final Schema published;
    private final RecordFraming framing;
    private final DatumWriter<T> writer;
    private final Map<Schema, DatumReader<T>> readers = new ConcurrentHashMap<>();
    /** Made by the first encode: a reader must not register schemas. Two threads make the same. */
    private volatile byte[] header = {};

    private WireFormat(Schema current, Collection<Schema> writers, Framing framing) {
        this.current = current;
        this.published = published(current, writers);
        this.framing = framing.of(writers);
        @SuppressWarnings("unchecked")
        DatumWriter<T> currentWriter = (DatumWriter<T>) WireModel.INSTANCE.createDatumWriter(current);
        this.writer = currentWriter;
    }

    /** Without what the generator added for Java, where the schema was released. */
    private static Schema published(Schema current, Collection<Schema> released) {
        long fingerprint = SchemaNormalization.parsingFingerprint64(current);
        return released.stream()
                .filter(schema -> SchemaNormalization.parsingFingerprint64(schema) == fingerprint)
                .findFirst()
                .orElse(current);
    }

    /** Reads every schema ever released for this type. */
    static <T extends SpecificRecordBase> WireFormat<T> released(Class<T> type, Framing framing) {
        List<Schema> released = ReleasedSchemas.of(type.getSimpleName());
        return new WireFormat<>(SpecificData.get().getSchema(type), released, framing);
    }

    /** Reads what these schemas wrote. */
    static <T extends SpecificRecordBase> WireFormat<T> reading(Class<T> type, Collection<Schema> writers) {
        return new WireFormat<>(SpecificData.get().getSchema(type), writers, Framing.singleObject());
    }

    /** @throws SchemaRegistryException where a registry is asked for the schema's id and does not say */
    byte[] encode(T record) {
        if (header.length == 0) {
            header = framing.header(published);
        }
        GatheredBytes out = new GatheredBytes(header);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(record, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException("encoding " + current.getName() + " in memory", e);
        }
        return out.toByteArray();
    }

    /**
     * The record of these bytes.
     *
     * @throws RecordRefusedException NOT_AVRO or UNKNOWN_SCHEMA
     * @throws SchemaRegistryException where a registry is asked for the schema and does not say
     */
    T decode(byte[] framed) {
        RecordFraming.Framed frame = framing.read(framed);
        DatumReader<T> reader = readers.computeIfAbsent(frame.writer(), this::reader);
        BoundedDecoder in = new BoundedDecoder(framed, frame.bodyStart());
        try {
            T record = reader.read(null, in);
            in.expectEnd();
            return record;
        } catch (RecordRefusedException e) {
            throw e;
        } catch (StackOverflowError e) {
            // A registered schema may refer to itself, and then the bytes say how deep a value is.
            throw BoundedDecoder.refused(current.getName() + ": nested too deep (expected: fewer levels)");
        } catch (IOException | RuntimeException e) {
            // A union or enum index out of range, above all: Avro's readers have no one exception for them.
            throw new RecordRefusedException(
                    DeadLetterKind.NOT_AVRO, current.getName() + ": " + e + " (expected: its Avro encoding)", e);
        }
    }

    private DatumReader<T> reader(Schema writer) {
        try {
            if (!writer.getFullName().equals(current.getFullName())) {
                throw new AvroRuntimeException("another record");
            }
            return WireModel.INSTANCE.getFastReaderBuilder().createDatumReader(writer, current);
        } catch (IOException e) {
            throw new UncheckedIOException("resolving " + current.getName() + " in memory", e);
        } catch (AvroRuntimeException e) {
            throw new RecordRefusedException(
                    DeadLetterKind.UNKNOWN_SCHEMA,
                    "schema: " + writer.getFullName() + ", " + e.getMessage() + " (expected: one that can be read as "
                            + current.getFullName() + ")",
                    e);
        }
    }
}
