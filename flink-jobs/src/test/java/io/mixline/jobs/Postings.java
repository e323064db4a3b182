package io.mixline.jobs;

import io.mixline.jobs.config.JobTopics;
import io.mixline.jobs.config.RecordFormats;
import io.mixline.jobs.config.SourceMappingText;
import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.BackfillChangeCodec;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.codec.JobPostingChangeCodec;
import io.mixline.schemas.source.SourceMapping;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Job postings for tests, as a source would send them. A posting's text is its title. */
public final class Postings {

    public static final SourceMappingText MAPPING = SourceMappingText.of(SourceMapping.jobPostingChange());
    public static final RecordFormats FORMATS = new RecordFormats(MAPPING, JobTopics.standard());
    public static final Instant CHANGED_AT = Instant.parse("2026-11-22T08:00:00Z");

    private static final JobPostingChangeCodec POSTINGS = new JobPostingChangeCodec();
    private static final ItemChangeCodec CHANGES = new ItemChangeCodec(MAPPING.parse());
    private static final BackfillChangeCodec BACKFILL = new BackfillChangeCodec(CHANGES);

    private Postings() {}

    public static SourceRecord put(String id, long version, String text) {
        return put(id, version, text, CHANGED_AT);
    }

    public static SourceRecord put(String id, long version, String text, Instant changedAt) {
        Map<String, List<String>> fields =
                text.isEmpty() ? Map.of("company", List.of("a company")) : Map.of("title", List.of(text));
        return record(
                id, POSTINGS.upsert(new ItemId(id), new ItemVersion(version), changedAt, new ItemContent(fields)));
    }

    public static SourceRecord delete(String id, long version) {
        return record(id, POSTINGS.delete(new ItemId(id), new ItemVersion(version), CHANGED_AT));
    }

    public static SourceRecord broken(String id) {
        return record(id, new byte[] {1, 2, 3});
    }

    /** The same record on the backfill topic. */
    public static SourceRecord backfill(SourceRecord record) {
        return backfill(record, ChangeOrigin.backfill(1), 0);
    }

    /** The same record on the backfill topic, to be encoded again. */
    public static SourceRecord backfill(SourceRecord record, ChangeOrigin origin, long reencode) {
        return new SourceRecord(
                record.key(), BACKFILL.encode(record, origin, reencode), record.position(), record.timestamp());
    }

    public static ItemChange live(SourceRecord record) {
        return CHANGES.decode(record);
    }

    public static ItemChange backfilled(SourceRecord record) {
        return BACKFILL.decode(backfill(record));
    }

    public static ItemChange forced(SourceRecord record) {
        return BACKFILL.decode(backfill(record, ChangeOrigin.forcedReencode(), 0));
    }

    public static ItemChange reencoded(SourceRecord record, long number) {
        return BACKFILL.decode(backfill(record, ChangeOrigin.backfill(number), number));
    }

    /** A change of an order, with content that nobody reads. */
    public static ItemChange change(ItemOrder order, ChangeOrigin origin) {
        SourceRecord source = put("item", order.version().value(), "text");
        return new ItemChange(new ItemId("item"), order, CHANGED_AT, origin, source);
    }

    private static SourceRecord record(String id, byte[] value) {
        return new SourceRecord(new ItemId(id).toBytes(), value, new SourcePosition("job-postings", 0, 0), CHANGED_AT);
    }
}
