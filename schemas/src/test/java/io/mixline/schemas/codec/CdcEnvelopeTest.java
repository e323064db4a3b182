package io.mixline.schemas.codec;

import static io.mixline.schemas.codec.Envelopes.KAFKA_TIMESTAMP;
import static io.mixline.schemas.codec.Envelopes.envelope;
import static io.mixline.schemas.codec.Envelopes.record;
import static io.mixline.schemas.codec.Envelopes.row;
import static io.mixline.schemas.codec.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.source.SourceMapping;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class CdcEnvelopeTest {

    private static final String YAML = Envelopes.resource("debezium.source.yaml");

    private final ItemChangeCodec codec = codec(YAML);

    @Test
    void a_row_after_an_update_is_an_upsert() {
        GenericRecord envelope = envelope(1, "u", 5L);
        envelope.put(
                "after",
                row(
                        envelope,
                        7,
                        Map.of(
                                "title",
                                "Cook",
                                "remote",
                                true,
                                "tags",
                                Arrays.asList("knives", null, "soup"),
                                "extra",
                                Map.of("shift", "night"))));
        ItemChange change = codec.decode(record(envelope, 0x1_0002));
        assertThat(change.itemId()).isEqualTo(new ItemId("7"));
        assertThat(change.order()).isEqualTo(ItemOrder.upsert((5L << 12) | 2));
        assertThat(change.changedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
        assertThat(codec.content(change).fields())
                .isEqualTo(Map.of(
                        "title", List.of("Cook"),
                        "description", List.of("Cook"),
                        "remote", List.of("true"),
                        "skills", List.of("knives", "soup"),
                        "attributes.shift", List.of("night")));
    }

    @Test
    void a_newer_schema_has_the_first_of_two_paths() {
        GenericRecord envelope = envelope(2, "c", 5L);
        envelope.put("after", row(envelope, 7, Map.of("title", "Cook", "summary", "Cooks soup")));
        ItemChange change = codec.decode(record(envelope, 0));
        assertThat(codec.content(change).values("description")).containsExactly("Cooks soup");
    }

    @Test
    void an_empty_text_gives_way_to_the_next_path() {
        GenericRecord envelope = envelope(2, "c", 5L);
        envelope.put("after", row(envelope, 7, Map.of("title", "Cook", "summary", "")));
        ItemChange change = codec.decode(record(envelope, 0));
        assertThat(codec.content(change).values("description")).containsExactly("Cook");
    }

    @Test
    void a_deleted_row_gives_its_id_by_what_it_was_before() {
        GenericRecord envelope = envelope(1, "d", 6L);
        envelope.put("before", row(envelope, 7, Map.of()));
        ItemChange change = codec.decode(record(envelope, 3));
        assertThat(change.itemId()).isEqualTo(new ItemId("7"));
        assertThat(change.order()).isEqualTo(ItemOrder.delete((6L << 12) | 3));
    }

    @Test
    void no_row_after_is_a_delete_too() {
        GenericRecord envelope = envelope(1, "m", 6L);
        envelope.put("before", row(envelope, 7, Map.of()));
        assertThat(codec.decode(record(envelope, 3)).order().isDelete()).isTrue();
    }

    @Test
    void a_record_without_a_version_is_refused() {
        GenericRecord envelope = envelope(1, "d", null);
        envelope.put("before", row(envelope, 7, Map.of()));
        assertRefused(DeadLetterKind.MISSING_VERSION, () -> codec.decode(record(envelope, 3)))
                .hasMessage("source.lsn: null (expected: a version)");
    }

    @Test
    void a_record_without_any_row_has_no_id() {
        assertRefused(DeadLetterKind.MISSING_ID, () -> codec.decode(record(envelope(1, "t", 3L), 3)))
                .hasMessage("after.id, else before.id: null (expected: an item id)");
    }

    @Test
    void a_version_that_leaves_no_room_for_the_offset_is_refused() {
        GenericRecord envelope = envelope(1, "d", 1L << 51);
        envelope.put("before", row(envelope, 7, Map.of()));
        assertRefused(DeadLetterKind.BAD_FIELD, () -> codec.decode(record(envelope, 3)))
                .hasMessageContaining("(expected: <= 2251799813685247, as the offset takes 12 bits of the version)");
    }

    @Test
    void a_record_without_a_time_is_refused() {
        GenericRecord envelope = envelope(1, "d", 3L);
        envelope.put("before", row(envelope, 7, Map.of()));
        envelope.put("ts_ms", null);
        assertRefused(DeadLetterKind.BAD_FIELD, () -> codec.decode(record(envelope, 3)));
    }

    @Test
    void an_update_time_is_a_version_and_gives_one_to_null_values() {
        ItemChangeCodec byTime = codec(YAML.replace(
                        "{rule: LOG_SEQUENCE, path: source.lsn, offsetBits: 12}",
                        "{rule: UPDATE_TIME, path: [after.updated_at, before.updated_at]}")
                .replace("changedAt: {path: ts_ms, unit: MILLIS}", "changedAt: KAFKA_TIMESTAMP")
                .concat("nullValue: {version: KAFKA_TIMESTAMP}\n"));
        GenericRecord envelope = envelope(1, "u", null);
        long micros = KAFKA_TIMESTAMP.toEpochMilli() * 1000;
        envelope.put("after", row(envelope, 7, Map.of("updated_at", micros)));
        ItemChange upsert = byTime.decode(record(envelope, 8));
        assertThat(upsert.order().version().value()).isEqualTo((KAFKA_TIMESTAMP.toEpochMilli() << 20) | 8);
        assertThat(upsert.changedAt()).isEqualTo(KAFKA_TIMESTAMP);

        SourcePosition position = new SourcePosition("postings", 0, 9);
        byte[] key = "7".getBytes(StandardCharsets.UTF_8);
        ItemChange delete = byTime.decode(new SourceRecord(key, null, position, KAFKA_TIMESTAMP));
        assertThat(delete.itemId()).isEqualTo(upsert.itemId());
        assertThat(delete.order().isDelete()).isTrue();
        assertThat(delete.order().isNewerThan(upsert.order())).isTrue();
        assertRefused(
                DeadLetterKind.MISSING_ID,
                () -> byTime.decode(new SourceRecord(null, null, position, KAFKA_TIMESTAMP)));
    }

    private static ItemChangeCodec codec(String yaml) {
        return new ItemChangeCodec(SourceMapping.parse(yaml, Envelopes.schemas()));
    }
}
