package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetterKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * One of our own Avro records as framed bytes. Writes the current schema; reads what any known schema wrote, through
 * Avro's schema resolution.
 */
final class WireFormat<T extends SpecificRecordBase> {

    private final Schema current;
    private final RecordFraming framing;
    private final byte[] header;
    private final DatumWriter<T> writer;
    private final Map<Schema, DatumReader<T>> readers = new ConcurrentHashMap<>();

    private WireFormat(Schema current, RecordFraming framing) {
        this.current = current;
        this.framing = framing;
        this.header = framing.header(current);
        @SuppressWarnings("unchecked")
        DatumWriter<T> currentWriter = (DatumWriter<T>) WireModel.INSTANCE.createDatumWriter(current);
        this.writer = currentWriter;
    }

    /** Reads every schema ever released for this type. */
    static <T extends SpecificRecordBase> WireFormat<T> released(Class<T> type) {
        return reading(type, ReleasedSchemas.of(type.getSimpleName()));
    }

    /** Reads what these schemas wrote. */
    static <T extends SpecificRecordBase> WireFormat<T> reading(Class<T> type, Collection<Schema> writers) {
        return new WireFormat<>(SpecificData.get().getSchema(type), RecordFraming.singleObject(writers));
    }

    byte[] encode(T record) {
        GatheredBytes out = new GatheredBytes(header);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(record, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException("encoding " + current.getName() + " in memory", e);
        }
        return out.toByteArray();
    }

    /** @throws RecordRefusedException NOT_AVRO or UNKNOWN_SCHEMA */
    T decode(byte[] framed) {
        DatumReader<T> reader = readers.computeIfAbsent(framing.writer(framed), this::reader);
        BoundedDecoder in = new BoundedDecoder(framed, framing.headerBytes());
        try {
            T record = reader.read(null, in);
            in.expectEnd();
            return record;
        } catch (RecordRefusedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // A union or enum index out of range, above all: Avro's readers have no one exception for them.
            throw new RecordRefusedException(
                    DeadLetterKind.NOT_AVRO, current.getName() + ": " + e + " (expected: its Avro encoding)", e);
        }
    }

    private DatumReader<T> reader(Schema writer) {
        try {
            return WireModel.INSTANCE.getFastReaderBuilder().createDatumReader(writer, current);
        } catch (IOException e) {
            throw new UncheckedIOException("resolving " + current.getName() + " in memory", e);
        }
    }
}
