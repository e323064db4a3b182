package io.mixline.schemas.codec;

import static io.mixline.schemas.codec.Refusals.assertRefused;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.source.SourceMapping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfluentFramingTest {

    private static final String V1 = """
            {"type": "record", "name": "Posting", "fields": [
              {"name": "id", "type": "string"}, {"name": "revision", "type": "long"}, {"name": "title", "type": "string"},
              {"name": "headline", "type": ["null", "string"]}]}
            """;
    /** As a publisher goes on: a field in front, one of another name, none that the mapping needs lost. */
    private static final String V2 = """
            {"type": "record", "name": "Posting", "fields": [
              {"name": "tenant", "type": ["null", "string"], "default": null},
              {"name": "id", "type": "string"}, {"name": "revision", "type": "int"}, {"name": "headline", "type": "string"}]}
            """;

    private static final String YAML = """
            schemas: [v1.avsc]
            itemId: id
            version: {rule: FIELD, path: revision}
            changedAt: KAFKA_TIMESTAMP
            content: {title: [title, headline]}
            """;

    private final MapRegistry registry = new MapRegistry();
    private final Framing confluent = Framing.confluent(registry, UnaryOperator.identity());
    private final ItemChangeCodec changes =
            new ItemChangeCodec(SourceMapping.parse(YAML, Map.of("v1.avsc", V1)), Framing.singleObject(registry));

    @Property(tries = 100)
    void what_is_written_with_an_id_is_read_by_it(@ForAll("random") RandomValues random) {
        ItemEmbedding embedding = random.embedding();
        byte[] value = new ItemEmbeddingCodec(confluent).encode(embedding);
        assertThat(value).startsWith(0, 0, 0, 0);
        assertThat(new ItemEmbeddingCodec(Framing.singleObject(registry)).decode(value))
                .isEqualTo(embedding);
        assertRefused(DeadLetterKind.NOT_AVRO, () -> new ItemEmbeddingCodec().decode(value));
    }

    @Property(tries = 100)
    void with_a_registry_single_objects_are_read_all_the_same(@ForAll("random") RandomValues random) {
        ItemEmbedding embedding = random.embedding();
        byte[] value = new ItemEmbeddingCodec().encode(embedding);
        assertThat(new ItemEmbeddingCodec(confluent).decode(value)).isEqualTo(embedding);
        registry.away = true;
        assertThat(new ItemEmbeddingCodec(confluent).decode(value)).isEqualTo(embedding);
    }

    @Test
    void a_schema_is_registered_as_it_was_released_with_the_first_record() {
        EmbeddingsRecordCodec codec = new EmbeddingsRecordCodec(confluent);
        assertThat(registry.subjects).isEmpty();
        EpochStart start = new EpochStart(3, "run", Instant.EPOCH);
        byte[] first = codec.encode(start);
        byte[] second = codec.encode(start);
        assertThat(second).isEqualTo(first);
        assertThat(registry.subjects).containsExactly("io.mixline.schemas.avro.EpochStart");
        assertThat(registry.schemas.get(1))
                .isEqualTo(ReleasedSchemas.of("EpochStart").get(0));
        assertThat(codec.decode(start.key(), first)).isEqualTo(start);
    }

    @Test
    void a_source_schema_that_the_mapping_does_not_list_is_read_as_far_as_it_fits() throws IOException {
        registry.schemas.put(7, new Schema.Parser().parse(V1));
        registry.schemas.put(8, new Schema.Parser().parse(V2));
        ItemChange listed = changes.decode(record(7, body -> {
            body.writeString("a");
            body.writeLong(5);
            body.writeString("Nurse");
            body.writeIndex(0);
        }));
        ItemChange other = changes.decode(record(8, body -> {
            body.writeIndex(1);
            body.writeString("tenant");
            body.writeString("b");
            body.writeInt(6);
            body.writeString("Cook");
        }));
        assertThat(listed.order()).isEqualTo(ItemOrder.upsert(5));
        assertThat(changes.content(listed).values("title")).containsExactly("Nurse");
        assertThat(other.order()).isEqualTo(ItemOrder.upsert(6));
        assertThat(changes.content(other).values("title")).containsExactly("Cook");
    }

    @Test
    void a_schema_that_the_mapping_cannot_read_is_told_with_its_reason() {
        registry.schemas.put(9, new Schema.Parser().parse(V1.replace("\"id\"", "\"key\"")));
        registry.schemas.put(10, new Schema.Parser().parse("\"string\""));
        registry.schemas.put(11, new Schema.Parser().parse(V1.replace("\"long\"", "\"double\"")));
        for (int twice = 0; twice < 2; twice++) {
            assertRefused(DeadLetterKind.UNKNOWN_SCHEMA, () -> changes.decode(record(9, body -> {})))
                    .hasMessage("schema: itemId: id (expected: a path that is in Posting too)");
            assertRefused(DeadLetterKind.UNKNOWN_SCHEMA, () -> changes.decode(record(10, body -> {})))
                    .hasMessageContaining("a string (expected: the schema of a record)");
            assertRefused(DeadLetterKind.UNKNOWN_SCHEMA, () -> changes.decode(record(11, body -> {})))
                    .hasMessageContaining("revision of type double in Posting");
        }
    }

    @Test
    void a_schema_of_another_record_is_not_ours() {
        registry.schemas.put(5, new Schema.Parser().parse(V1));
        assertRefused(
                        DeadLetterKind.UNKNOWN_SCHEMA,
                        () -> new ItemEmbeddingCodec(confluent).decode(new byte[] {0, 0, 0, 0, 5}))
                .hasMessageContaining("schema: Posting, another record");
    }

    @Test
    void a_schema_that_refers_to_itself_does_not_overflow_the_stack() throws IOException {
        Schema deep = new Schema.Parser().parse("""
                {"type": "record", "name": "EpochStart", "namespace": "io.mixline.schemas.avro", "fields": [
                  {"name": "extra", "type": {"type": "record", "name": "Deep", "fields": [
                    {"name": "deeper", "type": ["null", "Deep"]}]}},
                  {"name": "writerEpoch", "type": "long"}, {"name": "run", "type": "string"},
                  {"name": "startedAt", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
                """);
        registry.schemas.put(6, deep);
        SourceRecord record = record(6, body -> {
            for (int level = 0; level < 1_000_000; level++) {
                body.writeIndex(1);
            }
        });
        EpochStart start = new EpochStart(3, "run", Instant.EPOCH);
        assertRefused(
                DeadLetterKind.NOT_AVRO, () -> new EmbeddingsRecordCodec(confluent).decode(start.key(), value(record)));
    }

    @Test
    void ids_that_nobody_has_are_the_records_fault_and_a_registry_that_is_away_is_not() {
        assertRefused(DeadLetterKind.UNKNOWN_SCHEMA, () -> changes.decode(record(77, body -> {})));
        assertRefused(DeadLetterKind.UNKNOWN_SCHEMA, () -> changes.decode(record(-1, body -> {})));
        assertRefused(DeadLetterKind.UNKNOWN_SCHEMA, () -> changes.decode(record(0, body -> {})));
        for (int length = 0; length < 5; length++) {
            SourceRecord cut = sourceRecord(new byte[length]);
            assertRefused(DeadLetterKind.NOT_AVRO, () -> changes.decode(cut));
        }
        registry.away = true;
        assertThatThrownBy(() -> changes.decode(record(77, body -> {}))).isInstanceOf(SchemaRegistryException.class);
        assertRefused(DeadLetterKind.NOT_AVRO, () -> changes.decode(sourceRecord(new byte[] {1, 2, 3})));
    }

    @Property(tries = 300)
    void any_body_behind_an_id_is_read_or_refused(@ForAll("random") RandomValues random) {
        registry.schemas.put(1, new Schema.Parser().parse(V1));
        registry.schemas.put(2, new Schema.Parser().parse(V2));
        registry.schemas.put(3, ReleasedSchemas.of("ItemEmbedding").get(0));
        byte[] bytes = random.bytes(300);
        for (byte id = 0; id < 5; id++) {
            byte[] framed = ByteBuffer.allocate(5 + bytes.length)
                    .putInt(0)
                    .put(id)
                    .put(bytes)
                    .array();
            assertDecodedOrRefused(() -> changes.content(changes.decode(sourceRecord(framed))));
            assertDecodedOrRefused(() -> new ItemEmbeddingCodec(confluent).decode(framed));
        }
    }

    private static void assertDecodedOrRefused(Runnable decode) {
        try {
            decode.run();
        } catch (RecordRefusedException refused) {
            assertThat(refused.kind()).isNotNull();
        }
    }

    /** What a registry is told to hold our subjects to: FULL_TRANSITIVE. */
    @ParameterizedTest
    @ValueSource(
            strings = {"JobPostingChange", "BackfillChange", "ItemEmbedding", "DeadLetter", "EpochStart", "WriterClaim"
            })
    void every_release_reads_every_other(String record) {
        List<Schema> released = ReleasedSchemas.of(record);
        for (Schema reader : released) {
            for (Schema writer : released) {
                assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                .getType())
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            }
        }
    }

    private interface Body {
        void write(BinaryEncoder body) throws IOException;
    }

    private static SourceRecord record(int id, Body body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        body.write(encoder);
        encoder.flush();
        return sourceRecord(out.toByteArray());
    }

    private static SourceRecord sourceRecord(byte[] value) {
        return new SourceRecord(null, value, new SourcePosition("t", 0, 0), Instant.EPOCH);
    }

    private static byte[] value(SourceRecord record) {
        return requireNonNull(record.value());
    }

    @Provide
    Arbitrary<RandomValues> random() {
        return RandomValues.arbitrary();
    }
}
