package io.mixline.schemas.codec;

import java.util.Collection;
import java.util.HexFormat;
import org.apache.avro.Schema;

/** How a record's bytes name the schema that wrote them: a header before the Avro body. Thread-safe. */
interface RecordFraming {

    /** Avro's single-object encoding; reads what any of these schemas wrote. */
    static RecordFraming singleObject(Collection<Schema> writers) {
        return new SingleObjectFraming(writers);
    }

    /**
     * What stands before a record that this schema writes.
     *
     * @throws SchemaRegistryException where a registry is asked and does not say
     */
    byte[] header(Schema writer);

    /**
     * The schema that wrote these bytes, and where its body starts.
     *
     * @throws RecordRefusedException NOT_AVRO or UNKNOWN_SCHEMA
     * @throws SchemaRegistryException where a registry is asked and does not say
     */
    Framed read(byte[] framed);

    /** A record's schema, and the place behind its header. */
    record Framed(Schema writer, int bodyStart) {}

    /** The first bytes of a record, for a message. */
    static String start(byte[] bytes) {
        int shown = Math.min(bytes.length, SingleObjectFraming.HEADER_BYTES);
        return bytes.length + " bytes"
                + (shown == 0
                        ? ""
                        : " that start with "
                                + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes, 0, shown));
    }
}
