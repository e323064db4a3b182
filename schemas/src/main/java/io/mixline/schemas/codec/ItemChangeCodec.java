package io.mixline.schemas.codec;

import static java.util.Objects.requireNonNull;

import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOperation;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.source.SourceMapping;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads item changes out of a source topic's records, as a mapping says. A record that the mapping cannot read is
 * refused with the kind of dead letter that it makes. Thread-safe; share one per mapping.
 */
public final class ItemChangeCodec {

    private final SourceMapping mapping;
    private final SourceValues rules;
    private final RecordFraming framing;
    private final Map<Schema, SourceReaderOrReason> readers = new ConcurrentHashMap<>();

    public ItemChangeCodec(SourceMapping mapping) {
        this(mapping, Framing.singleObject());
    }

    /** With a registry in the framing, the mapping reads schemas that its file does not list, as far as it fits them. */
    public ItemChangeCodec(SourceMapping mapping, Framing framing) {
        this.mapping = mapping;
        this.rules = new SourceValues(mapping);
        this.framing = framing.of(mapping.writers());
    }

    /** What a mapping makes of a schema: a reader, or why there is none. */
    private record SourceReaderOrReason(@Nullable SourceReader reader, String reason) {}

    /**
     * The change that a record of the source topic makes, LIVE. Its content stays in the record's bytes.
     *
     * @throws RecordRefusedException NULL_VALUE, NOT_AVRO, UNKNOWN_SCHEMA (or one that the mapping does not fit),
     *     MISSING_ID, MISSING_VERSION, NEGATIVE_VERSION, BAD_FIELD (no changedAt, or a value out of its range),
     *     MISSING_CONTENT (an UPSERT without a content field)
     * @throws SchemaRegistryException where a registry is asked for the schema and does not say
     */
    public ItemChange decode(SourceRecord record) {
        return decode(record, ChangeOrigin.live(), 0);
    }

    /** As {@link #decode(SourceRecord)}, for a record that was sent again. A DELETE has nothing to encode again. */
    ItemChange decode(SourceRecord record, ChangeOrigin origin, long reencode) {
        if (record.value() == null) {
            return nullValue(record, origin);
        }
        RecordFraming.Framed frame = framing.read(record.value());
        SourceReader.Head head = reader(frame.writer()).head(new BoundedDecoder(record.value(), frame.bodyStart()));
        if (!head.deleted() && !head.hasContent()) {
            throw new RecordRefusedException(
                    DeadLetterKind.MISSING_CONTENT, "content: absent (expected: a content field, unless deleted)");
        }
        ItemId itemId = rules.itemId(head.itemId());
        ItemVersion version = rules.version(head.version(), record.position().offset());
        ItemOrder order = head.deleted()
                ? new ItemOrder(version, ItemOperation.DELETE, 0)
                : new ItemOrder(version, ItemOperation.UPSERT, reencode);
        return new ItemChange(itemId, order, rules.changedAt(head.changedAt(), record.timestamp()), origin, record);
    }

    private ItemChange nullValue(SourceRecord record, ChangeOrigin origin) {
        if (!mapping.nullValueDeletes()) {
            throw new RecordRefusedException(
                    DeadLetterKind.NULL_VALUE, "value: null (expected: a record, as nullValue gives it no version)");
        }
        if (record.key() == null || record.key().length == 0) {
            throw new RecordRefusedException(DeadLetterKind.MISSING_ID, "key: absent (expected: the item id)");
        }
        ItemVersion version =
                rules.version(record.timestamp(), record.position().offset());
        ItemOrder order = new ItemOrder(version, ItemOperation.DELETE, 0);
        return new ItemChange(ItemId.fromBytes(record.key()), order, record.timestamp(), origin, record);
    }

    /**
     * What an UPSERT says, read from its source record's bytes. An empty string is no value.
     *
     * @throws IllegalArgumentException for a DELETE
     * @throws RecordRefusedException NOT_AVRO or UNKNOWN_SCHEMA for a change that another mapping decoded
     * @throws SchemaRegistryException where a registry is asked for the schema and does not say
     */
    public ItemContent content(ItemChange change) {
        if (change.order().isDelete()) {
            throw new IllegalArgumentException("operation of " + change.itemId() + ": DELETE (expected: UPSERT)");
        }
        byte[] value = requireNonNull(change.source().value(), "value of an UPSERT");
        RecordFraming.Framed frame = framing.read(value);
        return new ItemContent(reader(frame.writer()).content(new BoundedDecoder(value, frame.bodyStart())));
    }

    private SourceReader reader(Schema writer) {
        SourceReaderOrReason found = readers.computeIfAbsent(writer, this::resolve);
        if (found.reader() == null) {
            throw new RecordRefusedException(DeadLetterKind.UNKNOWN_SCHEMA, found.reason());
        }
        return found.reader();
    }

    private SourceReaderOrReason resolve(Schema writer) {
        List<String> problems = mapping.writers().contains(writer) ? List.of() : mapping.problemsWith(writer);
        return problems.isEmpty()
                ? new SourceReaderOrReason(new SourceReader(mapping, writer), "")
                : new SourceReaderOrReason(null, "schema: " + String.join("; ", problems));
    }
}
