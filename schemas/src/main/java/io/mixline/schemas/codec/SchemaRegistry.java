package io.mixline.schemas.codec;

import org.apache.avro.Schema;

/**
 * Schemas by the ids that Confluent's wire format carries. What wrote a record never changes, so that an answer may be
 * kept for ever. Thread-safe.
 */
public interface SchemaRegistry {

    /**
     * The schema of an id.
     *
     * @throws RecordRefusedException UNKNOWN_SCHEMA where the registry is sure to have no Avro schema of that id
     * @throws SchemaRegistryException where it could not be asked: never the record's fault
     */
    Schema schema(int id);

    /**
     * The id of a schema under a subject, where it is registered if need be.
     *
     * @throws SchemaRegistryException where the registry could not be asked, or refuses
     */
    int id(String subject, Schema schema);
}
