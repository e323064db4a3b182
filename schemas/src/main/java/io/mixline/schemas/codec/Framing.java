package io.mixline.schemas.codec;

import java.util.Collection;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How records name the schema that wrote them. A record says by its first byte which way it was written; with a registry
 * at hand both ways are read, whatever is written. Immutable.
 */
public final class Framing {

    private static final Framing SINGLE_OBJECT = new Framing(null, null);

    private final @Nullable SchemaRegistry registry;
    private final @Nullable UnaryOperator<String> subjectOfRecord;

    private Framing(@Nullable SchemaRegistry registry, @Nullable UnaryOperator<String> subjectOfRecord) {
        this.registry = registry;
        this.subjectOfRecord = subjectOfRecord;
    }

    /** Avro's single-object encoding, written and read. */
    public static Framing singleObject() {
        return SINGLE_OBJECT;
    }

    /** Writes Avro's single-object encoding; reads Confluent's wire format too. */
    public static Framing singleObject(SchemaRegistry registry) {
        return new Framing(registry, null);
    }

    /**
     * Writes Confluent's wire format; reads both. Asks the registry for an id with the first record that is written.
     *
     * @param subjectOfRecord under which subject a record of that full name is registered
     */
    public static Framing confluent(SchemaRegistry registry, UnaryOperator<String> subjectOfRecord) {
        return new Framing(registry, subjectOfRecord);
    }

    /** @param known what single-object encoding can be read of */
    RecordFraming of(Collection<Schema> known) {
        RecordFraming singleObject = RecordFraming.singleObject(known);
        return registry == null ? singleObject : new ConfluentFraming(singleObject, registry, subjectOfRecord);
    }
}
