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
 * Avro's single-object encoding: C3 01, then the schema's 64-bit fingerprint (CRC-64-AVRO of its canonical form), little
 * endian.
 */
final class SingleObjectFraming implements RecordFraming {

    static final int HEADER_BYTES = 10;

    private static final byte MARK_0 = (byte) 0xC3;
    private static final byte MARK_1 = (byte) 0x01;

    private final Map<Long, Schema> writers;

    SingleObjectFraming(Collection<Schema> writers) {
        Map<Long, Schema> byFingerprint = new HashMap<>();
        for (Schema writer : writers) {
            byFingerprint.put(SchemaNormalization.parsingFingerprint64(writer), writer);
        }
        this.writers = Map.copyOf(byFingerprint);
    }

    @Override
    public byte[] header(Schema writer) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MARK_0)
                .put(MARK_1)
                .putLong(SchemaNormalization.parsingFingerprint64(writer))
                .array();
    }

    @Override
    public Framed read(byte[] framed) {
        if (framed.length < HEADER_BYTES || framed[0] != MARK_0 || framed[1] != MARK_1) {
            throw new RecordRefusedException(
                    DeadLetterKind.NOT_AVRO,
                    "value: " + RecordFraming.start(framed)
                            + " (expected: Avro's single-object encoding, C3 01 and a fingerprint)");
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
        return new Framed(writer, HEADER_BYTES);
    }
}
