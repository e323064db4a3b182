package io.mixline.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.source.SourceMapping;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

/** Readers and writers of different releases meet, both ways, where the reader knows the writer's schema. */
class SchemaEvolutionTest {

    private static final Schema EMBEDDING = released("ItemEmbedding");
    private static final Schema DEAD_LETTER = released("DeadLetter");
    private static final Schema POSTING = released("JobPostingChange");
    private static final String NEW_FIELD = "{\"name\":\"new\",\"type\":[\"null\",\"string\"],\"default\":null},";

    @Test
    void a_newer_writers_optional_field_does_not_break_a_reader() throws IOException {
        ItemEmbedding embedding = new RandomValues(8).embedding();
        Schema newer = parse(EMBEDDING.toString().replace("\"fields\":[", "\"fields\":[" + NEW_FIELD));
        GenericRecord record = asWrittenBy(newer, EMBEDDING, new ItemEmbeddingCodec().encode(embedding));
        record.put("new", "unheard of");
        var format = WireFormat.reading(io.mixline.schemas.avro.ItemEmbedding.class, List.of(EMBEDDING, newer));
        assertThat(new ItemEmbeddingCodec(format).decode(framed(record))).isEqualTo(embedding);
    }

    @Test
    void a_field_that_an_older_writer_did_not_know_has_its_default() throws IOException {
        ItemEmbedding tombstone = new RandomValues(8).embedding();
        while (!tombstone.isTombstone()) {
            tombstone = new RandomValues(tombstone.hashCode()).embedding();
        }
        String without = EMBEDDING
                .toString()
                .replaceFirst(",\\{\"name\":\"truncated\".*?\\}", "")
                .replaceFirst(",\\{\"name\":\"shortText\".*?\\}", "");
        Schema older = parse(without);
        assertThat(older.getField("truncated")).isNull();
        GenericRecord record = asWrittenBy(older, EMBEDDING, new ItemEmbeddingCodec().encode(tombstone));
        var format = WireFormat.reading(io.mixline.schemas.avro.ItemEmbedding.class, List.of(EMBEDDING, older));
        assertThat(new ItemEmbeddingCodec(format).decode(framed(record))).isEqualTo(tombstone);
    }

    @Test
    void a_newer_kind_of_dead_letter_is_unknown() throws IOException {
        DeadLetter letter = new DeadLetter(
                new RandomValues(3).sourceRecord(50),
                null,
                new DeadLetterReason(DeadLetterStage.DECODE, DeadLetterKind.TOO_LARGE, "m"),
                Instant.EPOCH);
        Schema newer = parse(DEAD_LETTER
                .toString()
                .replace("\"TOO_LARGE\"]", "\"TOO_LARGE\",\"TOO_ODD\"]")
                .replace("\"WRITE\"]", "\"WRITE\",\"PONDER\"]"));
        GenericRecord record = asWrittenBy(newer, DEAD_LETTER, new DeadLetterCodec().encode(letter, 5000));
        record.put("kind", new GenericData.EnumSymbol(newer.getField("kind").schema(), "TOO_ODD"));
        record.put("stage", new GenericData.EnumSymbol(newer.getField("stage").schema(), "PONDER"));
        var format = WireFormat.reading(io.mixline.schemas.avro.DeadLetter.class, List.of(DEAD_LETTER, newer));
        assertThat(new DeadLetterCodec(format).decode(framed(record)).reason())
                .isEqualTo(new DeadLetterReason(DeadLetterStage.UNKNOWN, DeadLetterKind.UNKNOWN, "m"));
    }

    @Test
    void a_sources_newer_schema_is_listed_beside_the_older() throws IOException {
        SourceMapping builtIn = SourceMapping.jobPostingChange();
        Schema newer = parse(POSTING.toString().replace("\"fields\":[", "\"fields\":[" + NEW_FIELD));
        SourceMapping mapping = SourceMapping.parse(
                builtIn.yaml().replace("[JobPostingChange-v1.avsc]", "[JobPostingChange-v1.avsc, newer.avsc]"),
                Map.of(
                        "JobPostingChange-v1.avsc", POSTING.toString(),
                        "newer.avsc", newer.toString()));
        ItemContent content = new ItemContent(Map.of("title", List.of("Cook")));
        byte[] old = new JobPostingChangeCodec().upsert(new ItemId("a"), new ItemVersion(1), Instant.EPOCH, content);
        GenericRecord record = asWrittenBy(newer, POSTING, old);
        record.put("new", "unheard of");
        ItemChangeCodec codec = new ItemChangeCodec(mapping);
        for (byte[] value : List.of(old, framed(record))) {
            ItemChange change =
                    codec.decode(new SourceRecord(null, value, new SourcePosition("t", 0, 0), Instant.EPOCH));
            assertThat(codec.content(change)).isEqualTo(content);
        }
    }

    private static GenericRecord asWrittenBy(Schema other, Schema writer, byte[] framed) throws IOException {
        return new GenericDatumReader<GenericRecord>(writer, other)
                .read(null, DecoderFactory.get().binaryDecoder(framed, 10, framed.length - 10, null));
    }

    private static byte[] framed(GenericRecord record) throws IOException {
        return new BinaryMessageEncoder<GenericRecord>(GenericData.get(), record.getSchema())
                .encode(record)
                .array();
    }

    private static Schema released(String record) {
        List<Schema> all = ReleasedSchemas.of(record);
        return all.get(all.size() - 1);
    }

    private static Schema parse(String schema) {
        return new Schema.Parser().parse(schema);
    }
}
