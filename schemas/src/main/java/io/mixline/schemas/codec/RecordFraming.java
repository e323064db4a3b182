package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetterKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * How a record's bytes name the schema that wrote them: a header before the Avro body. This is Avro's single-object
 * encoding: C3 01, then the schema's 64-bit fingerprint (CRC-64-AVRO of its canonical form), little endian.
 *
 * <p>All a codec asks of a framing is the header of a schema to write, and the schema of a record to read. A second
 * framing (Confluent's: a zero and a schema id) has the same three methods, and no caller sees the difference.
 */
final class RecordFraming {

    private static final byte MARK_0 = (byte) 0xC3;
    private static final byte MARK_1 = (byte) 0x01;
    private static final int HEADER_BYTES = 10;

    private final Map<Long, Schema> writers;

    private RecordFraming(Map<Long, Schema> writers) {
        this.writers = Map.copyOf(writers);
    }

    /** Reads what any of these schemas wrote. */
    static RecordFraming singleObject(Collection<Schema> writers) {
        Map<Long, Schema> byFingerprint = new HashMap<>();
        for (Schema writer : writers) {
            byFingerprint.put(SchemaNormalization.parsingFingerprint64(writer), writer);
        }
        return new RecordFraming(byFingerprint);
    }

    int headerBytes() {
        return HEADER_BYTES;
    }

    byte[] header(Schema writer) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MARK_0)
                .put(MARK_1)
                .putLong(SchemaNormalization.parsingFingerprint64(writer))
                .array();
    }

    /**
     * The schema that wrote these bytes.
     *
     * @throws RecordRefusedException NOT_AVRO or UNKNOWN_SCHEMA
     */
    Schema writer(byte[] framed) {
        if (framed.length < HEADER_BYTES || framed[0] != MARK_0 || framed[1] != MARK_1) {
            throw new RecordRefusedException(
                    DeadLetterKind.NOT_AVRO,
                    "value: " + start(framed) + " (expected: Avro's single-object encoding, C3 01 and a fingerprint)");
        }
        long fingerprint =
                ByteBuffer.wrap(framed).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
        @Nullable Schema writer = writers.get(fingerprint);
        if (writer == null) {
            throw new RecordRefusedException(
                    DeadLetterKind.UNKNOWN_SCHEMA,
                    "schema fingerprint: " + HexFormat.of().toHexDigits(fingerprint) + " (expected: that of one of the "
                            + writers.size() + " known schemas)");
        }
        return writer;
    }

    private static String start(byte[] bytes) {
        int shown = Math.min(bytes.length, HEADER_BYTES);
        return bytes.length + " bytes"
                + (shown == 0
                        ? ""
                        : " that start with "
                                + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes, 0, shown));
    }
}
