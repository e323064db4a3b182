package io.mixline.schemas.codec;

import static io.mixline.schemas.codec.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.avro.ChangeOp;
import io.mixline.schemas.avro.JobPostingChange;
import io.mixline.schemas.avro.JobPostingContent;
import io.mixline.schemas.source.SourceMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ItemChangeCodecTest {

    private static final Instant CHANGED_AT = Instant.parse("2026-11-21T10:00:00.123Z");
    private static final SourcePosition POSITION = new SourcePosition("job-postings", 3, 1042);

    private final ItemChangeCodec codec = new ItemChangeCodec(SourceMapping.jobPostingChange());
    private final JobPostingChangeCodec postings = new JobPostingChangeCodec();

    @Property
    void what_was_published_is_decoded(@ForAll("random") RandomValues random) {
        ItemId id = random.itemId();
        ItemVersion version = new ItemVersion(random.number());
        Instant changedAt = random.time();
        ItemContent content = random.content();
        SourceRecord record = record(postings.upsert(id, version, changedAt, content));
        ItemChange change = codec.decode(record);
        assertThat(change)
                .isEqualTo(
                        new ItemChange(id, ItemOrder.upsert(version.value()), changedAt, ChangeOrigin.live(), record));
        assertThat(codec.content(change)).isEqualTo(content);
    }

    @Property
    void a_published_delete_is_decoded(@ForAll("random") RandomValues random) {
        ItemId id = random.itemId();
        long version = random.number();
        ItemChange change = codec.decode(record(postings.delete(id, new ItemVersion(version), CHANGED_AT)));
        assertThat(change.itemId()).isEqualTo(id);
        assertThat(change.order()).isEqualTo(ItemOrder.delete(version));
        assertThat(change.changedAt()).isEqualTo(CHANGED_AT);
    }

    @Test
    void a_delete_has_no_content() {
        ItemChange delete = codec.decode(record(postings.delete(new ItemId("a"), new ItemVersion(1), CHANGED_AT)));
        assertThatThrownBy(() -> codec.content(delete)).hasMessage("operation of a: DELETE (expected: UPSERT)");
    }

    @Test
    void a_null_value_is_refused() {
        assertRefused(DeadLetterKind.NULL_VALUE, () -> codec.decode(record(null)));
    }

    @Test
    void what_is_no_avro_is_refused() {
        assertRefused(DeadLetterKind.NOT_AVRO, () -> codec.decode(record(new byte[0])));
        assertRefused(
                        DeadLetterKind.NOT_AVRO,
                        () -> codec.decode(record("{\"jobId\": 7}".getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("value: 12 bytes that start with 7B 22");
    }

    @Test
    void every_cut_is_refused() {
        byte[] whole = postings.upsert(
                new ItemId("a"), new ItemVersion(1), CHANGED_AT, new ItemContent(Map.of("title", List.of("Cook"))));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertRefused(DeadLetterKind.NOT_AVRO, () -> codec.decode(record(cut)));
        }
    }

    @Test
    void a_schema_that_is_not_listed_is_refused() {
        byte[] other = new ItemEmbeddingCodec().encode(new RandomValues(1).embedding());
        assertRefused(DeadLetterKind.UNKNOWN_SCHEMA, () -> codec.decode(record(other)))
                .hasMessageMatching(
                        "schema fingerprint: [0-9a-f]{16} \\(expected: that of one of the 1 known schemas\\)");
    }

    @Test
    void a_missing_id_is_refused() throws IOException {
        SourceRecord record = record(posting("", 1, CHANGED_AT, content()));
        assertRefused(DeadLetterKind.MISSING_ID, () -> codec.decode(record))
                .hasMessage("jobId:  (expected: an item id)");
    }

    @Test
    void a_negative_version_is_refused() throws IOException {
        SourceRecord record = record(posting("a", -1, CHANGED_AT, content()));
        assertRefused(DeadLetterKind.NEGATIVE_VERSION, () -> codec.decode(record))
                .hasMessage("version: -1 (expected: >= 0)");
    }

    @Test
    void a_time_in_the_wrong_unit_is_refused() throws IOException {
        Instant microsTakenForMillis = Instant.ofEpochMilli(CHANGED_AT.toEpochMilli() * 1000);
        SourceRecord record = record(posting("a", 1, microsTakenForMillis, content()));
        assertRefused(DeadLetterKind.BAD_FIELD, () -> codec.decode(record))
                .hasMessageContaining("(expected: a time in years 1 to 9999)");
    }

    @Test
    void an_upsert_without_content_is_refused() throws IOException {
        SourceRecord record = record(posting("a", 1, CHANGED_AT, null));
        assertRefused(DeadLetterKind.MISSING_CONTENT, () -> codec.decode(record));
    }

    @Test
    void an_upsert_with_empty_content_is_not() throws IOException {
        ItemChange change = codec.decode(record(posting("a", 1, CHANGED_AT, content())));
        assertThat(codec.content(change).fields()).isEmpty();
    }

    private static JobPostingContent content() {
        return JobPostingContent.newBuilder().build();
    }

    private static byte[] posting(String id, long version, Instant changedAt, @Nullable JobPostingContent content)
            throws IOException {
        return new JobPostingChange(id, version, ChangeOp.UPSERT, changedAt, content)
                .toByteBuffer()
                .array();
    }

    private static SourceRecord record(byte @Nullable [] value) {
        return new SourceRecord(new byte[] {1}, value, POSITION, Instant.EPOCH);
    }

    @Provide
    Arbitrary<RandomValues> random() {
        return RandomValues.arbitrary();
    }
}
