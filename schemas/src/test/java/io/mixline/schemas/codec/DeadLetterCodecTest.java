package io.mixline.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.SourceRecord;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DeadLetterCodecTest {

    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    private static final DeadLetterReason REASON =
            new DeadLetterReason(DeadLetterStage.DECODE, DeadLetterKind.NOT_AVRO, "value: 3 bytes (expected: Avro)");

    private final DeadLetterCodec codec = new DeadLetterCodec();

    @Property
    void what_fits_is_whole(@ForAll("random") RandomValues random) {
        DeadLetter letter = letter(random, random.sourceRecord(2000), random.text(100));
        StoredDeadLetter stored = codec.decodeStored(codec.encode(letter, 1_000_000));
        assertThat(stored.letter()).isEqualTo(letter);
        assertThat(stored.isCut()).isFalse();
        assertThat(stored.valueSha256()).isNull();
    }

    @Property
    void nothing_is_ever_too_large(
            @ForAll("random") RandomValues random, @ForAll @IntRange(min = 1024, max = 6000) int maxBytes) {
        DeadLetter letter = letter(random, random.sourceRecord(6000), random.text(3000));
        byte[] bytes = codec.encode(letter, maxBytes);
        assertThat(bytes).hasSizeLessThanOrEqualTo(maxBytes);
        SourceRecord source = letter.source();
        StoredDeadLetter stored = codec.decodeStored(bytes);
        assertThat(stored.valueLength()).isEqualTo(source.value() == null ? -1 : source.value().length);
        assertThat(stored.letter().source().position()).isEqualTo(source.position());
        assertThat(letter.reason().message())
                .startsWith(stored.letter().reason().message());
    }

    @Test
    void a_cut_value_keeps_its_start_its_length_and_its_digest() throws Exception {
        byte[] value = new RandomValues(5).bytes(100_000);
        byte[] key = {1, 2, 3};
        SourceRecord source = new SourceRecord(key, value, new RandomValues(6).position(), AT);
        StoredDeadLetter stored =
                codec.decodeStored(codec.encode(new DeadLetter(source, new ItemId("a"), REASON, AT), 2000));
        byte[] left = stored.letter().source().value();
        assertThat(stored.isCut()).isTrue();
        assertThat(left).isNotNull().hasSizeGreaterThan(1700).isEqualTo(Arrays.copyOf(value, left.length));
        assertThat(stored.valueLength()).isEqualTo(value.length);
        assertThat(stored.valueSha256())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(value));
        assertThat(stored.letter().source().key()).isEqualTo(key);
        assertThat(stored.letter().reason()).isEqualTo(REASON);
    }

    @Test
    void key_message_and_item_id_go_when_they_are_too_large_themselves() {
        SourceRecord source = new SourceRecord(new byte[9000], null, new RandomValues(6).position(), AT);
        DeadLetterReason reason =
                new DeadLetterReason(DeadLetterStage.GATE, DeadLetterKind.BAD_FIELD, "ä".repeat(9000));
        DeadLetter letter = new DeadLetter(source, new ItemId("i".repeat(9000)), reason, AT);
        byte[] bytes = codec.encode(letter, DeadLetterCodec.MIN_MAX_BYTES);
        assertThat(bytes).hasSizeLessThanOrEqualTo(DeadLetterCodec.MIN_MAX_BYTES);
        StoredDeadLetter stored = codec.decodeStored(bytes);
        assertThat(stored.keyLength()).isEqualTo(9000);
        assertThat(stored.letter().itemId()).isNull();
        assertThat(stored.letter().reason().kind()).isEqualTo(DeadLetterKind.BAD_FIELD);
    }

    @Test
    void a_long_item_id_goes_before_anything_else() {
        SourceRecord source = new SourceRecord(new byte[] {1}, new byte[9000], new RandomValues(6).position(), AT);
        DeadLetter letter = new DeadLetter(source, new ItemId("i".repeat(8000)), REASON, AT);
        StoredDeadLetter stored = codec.decodeStored(codec.encode(letter, 9500));
        assertThat(stored.isCut()).isFalse();
        assertThat(stored.letter()).isEqualTo(new DeadLetter(source, null, REASON, AT));
    }

    @Test
    void too_little_room_is_an_error() {
        DeadLetter letter = letter(new RandomValues(1), new RandomValues(1).sourceRecord(10), "m");
        assertThatThrownBy(() -> codec.encode(letter, 1023)).hasMessage("maxBytes: 1023 (expected: >= 1024)");
    }

    private static DeadLetter letter(RandomValues random, SourceRecord source, String message) {
        DeadLetterReason reason = new DeadLetterReason(
                random.either() ? DeadLetterStage.DECODE : DeadLetterStage.WRITE,
                random.either() ? DeadLetterKind.NOT_AVRO : DeadLetterKind.TOO_LARGE,
                message);
        return new DeadLetter(source, random.either() ? null : random.itemId(), reason, random.time());
    }

    @Provide
    Arbitrary<RandomValues> random() {
        return RandomValues.arbitrary();
    }
}
