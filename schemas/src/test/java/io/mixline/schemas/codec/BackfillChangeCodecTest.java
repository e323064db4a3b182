package io.mixline.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.avro.BackfillChange;
import io.mixline.schemas.source.SourceMapping;
import java.time.Instant;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BackfillChangeCodecTest {

    private static final SourcePosition WRAPPED_AT = new SourcePosition("job-postings-backfill", 1, 7);

    private final ItemChangeCodec changes = new ItemChangeCodec(SourceMapping.jobPostingChange());
    private final BackfillChangeCodec codec = new BackfillChangeCodec(changes);
    private final JobPostingChangeCodec postings = new JobPostingChangeCodec();

    @Property
    void a_change_comes_back_as_it_was_in_the_backfill_lane(@ForAll("random") RandomValues random) {
        ItemVersion version = new ItemVersion(random.number());
        byte[] value = postings.upsert(random.itemId(), version, random.time(), random.content());
        SourceRecord source = new SourceRecord(random.bytes(20), value, random.position(), random.time());
        ChangeOrigin origin = random.either() ? ChangeOrigin.backfill(random.number()) : ChangeOrigin.forcedReencode();
        long reencode = random.number();

        ItemChange again = codec.decode(wrapped(codec.encode(source, origin, reencode)));

        ItemChange live = changes.decode(source);
        assertThat(again.source()).isEqualTo(source);
        assertThat(again.itemId()).isEqualTo(live.itemId());
        assertThat(again.changedAt()).isEqualTo(live.changedAt());
        assertThat(again.origin()).isEqualTo(origin);
        assertThat(again.order().version()).isEqualTo(version);
        assertThat(again.order().reencode()).isEqualTo(reencode);
        assertThat(changes.content(again)).isEqualTo(changes.content(live));
    }

    @Test
    void a_delete_has_nothing_to_encode_again() {
        RandomValues random = new RandomValues(3);
        byte[] value = postings.delete(random.itemId(), new ItemVersion(4), random.time());
        SourceRecord source = new SourceRecord(null, value, random.position(), random.time());
        ItemChange again = codec.decode(wrapped(codec.encode(source, ChangeOrigin.backfill(9), 9)));
        assertThat(again.order()).isEqualTo(changes.decode(source).order());
    }

    @Test
    void only_the_backfill_lane_sends_again() {
        SourceRecord source = new RandomValues(3).sourceRecord(10);
        assertThatThrownBy(() -> codec.encode(source, ChangeOrigin.live(), 0))
                .hasMessage("lane: LIVE (expected: BACKFILL)");
        assertThatThrownBy(() -> codec.encode(source, ChangeOrigin.backfill(1), -1))
                .hasMessage("reencode: -1 (expected: >= 0)");
    }

    @Test
    void what_is_no_backfill_change_is_refused() {
        assertRefused(DeadLetterKind.NULL_VALUE, new SourceRecord(null, null, WRAPPED_AT, Instant.EPOCH));
        assertRefused(DeadLetterKind.NOT_AVRO, wrapped(new byte[] {1, 2, 3}));
        RandomValues random = new RandomValues(4);
        byte[] posting = postings.delete(random.itemId(), new ItemVersion(4), random.time());
        assertRefused(DeadLetterKind.UNKNOWN_SCHEMA, wrapped(posting));
        SourceRecord source = new SourceRecord(null, posting, random.position(), random.time());
        WireFormat<BackfillChange> format = WireFormat.released(BackfillChange.class, Framing.singleObject());
        BackfillChange wire = format.decode(codec.encode(source, ChangeOrigin.backfill(1), 0));
        wire.setBackfill(-1);
        assertRefused(DeadLetterKind.BAD_FIELD, wrapped(format.encode(wire)));
    }

    @Test
    void a_source_record_that_cannot_be_decoded_is_refused_by_its_own_kind() {
        SourceRecord source = new SourceRecord(null, null, WRAPPED_AT, Instant.EPOCH);
        assertRefused(DeadLetterKind.NULL_VALUE, wrapped(codec.encode(source, ChangeOrigin.backfill(1), 0)));
    }

    private void assertRefused(DeadLetterKind kind, SourceRecord record) {
        Refusals.assertRefused(kind, () -> codec.decode(record));
    }

    private static SourceRecord wrapped(byte[] value) {
        return new SourceRecord(null, value, WRAPPED_AT, Instant.EPOCH);
    }

    @Provide
    Arbitrary<RandomValues> random() {
        return RandomValues.arbitrary();
    }
}
