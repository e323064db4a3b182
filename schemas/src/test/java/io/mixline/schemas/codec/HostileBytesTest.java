package io.mixline.schemas.codec;

import static io.mixline.schemas.codec.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.WriterClaim;
import io.mixline.schemas.source.SourceMapping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, decoding ends soon, in a value or a refusal, and takes no memory to speak of. */
class HostileBytesTest {

    private static final String HOSTILE_SCHEMA = """
            {"type": "record", "name": "Hostile", "fields": [
              {"name": "id", "type": "string"},
              {"name": "version", "type": "long"},
              {"name": "texts", "type": {"type": "array", "items": "string"}},
              {"name": "nothings", "type": {"type": "array", "items": "null"}},
              {"name": "deep", "type": {"type": "record", "name": "Deep", "fields": [
                {"name": "deeper", "type": ["null", "Deep"]}]}}]}
            """;
    private static final String HOSTILE_YAML = """
            schemas: [hostile.avsc]
            itemId: id
            version: {rule: FIELD, path: version}
            changedAt: KAFKA_TIMESTAMP
            content: {texts: texts}
            """;

    private static final JobPostingChangeCodec POSTINGS = new JobPostingChangeCodec();
    private static final EpochStart START = new EpochStart(7, "run", Instant.EPOCH);
    private static final List<byte[]> HUGE = List.of(
            HexFormat.of().parseHex("feffffff0f"), // 2^31 - 1
            HexFormat.of().parseHex("feffffffffffffffff01"), // 2^63 - 1
            HexFormat.of().parseHex("ffffffffffffffffff01"), // -2^63
            HexFormat.of().parseHex("ffffffffffffffffffff"));
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final long MOST_ALLOCATED = 1024 * 1024;

    private final ItemChangeCodec changes = new ItemChangeCodec(SourceMapping.jobPostingChange());
    private final ItemChangeCodec hostile =
            new ItemChangeCodec(SourceMapping.parse(HOSTILE_YAML, Map.of("hostile.avsc", HOSTILE_SCHEMA)));

    private final BackfillChangeCodec backfill = new BackfillChangeCodec(changes);
    private final ItemEmbeddingCodec embeddings = new ItemEmbeddingCodec();
    private final DeadLetterCodec deadLetters = new DeadLetterCodec();
    private final EmbeddingsRecordCodec records = new EmbeddingsRecordCodec();
    private final WriterClaimCodec claims = new WriterClaimCodec();
    private final List<Consumer<byte[]>> decoders = List.of(
            value -> changes.content(changes.decode(record(value))),
            value -> backfill.decode(record(value)),
            embeddings::decode,
            deadLetters::decode,
            value -> records.decode(START.key(), value),
            value -> records.decode(value, value),
            claims::decode,
            value -> hostile.content(hostile.decode(record(value))));

    @Property
    void random_bytes_are_decoded_or_refused(@ForAll("random") RandomValues random) {
        byte[] bytes = random.bytes(200);
        decodeAll(bytes);
        for (byte[] good : samples(random)) {
            byte[] framed = Arrays.copyOf(good, 10 + bytes.length);
            System.arraycopy(bytes, 0, framed, 10, bytes.length);
            decodeAll(framed);
        }
    }

    @Property
    void changed_bytes_are_decoded_or_refused(@ForAll("random") RandomValues random, @ForAll Random changes) {
        for (byte[] good : samples(random)) {
            byte[] bad = good.clone();
            for (int change = 0; change < 3; change++) {
                bad[10 + changes.nextInt(bad.length - 10)] = (byte) changes.nextInt();
            }
            decodeAll(bad);
            decodeAll(Arrays.copyOf(bad, changes.nextInt(bad.length)));
        }
    }

    private List<byte[]> samples(RandomValues random) {
        SourceRecord source = random.sourceRecord(100);
        DeadLetterReason reason = new DeadLetterReason(DeadLetterStage.GATE, DeadLetterKind.NOT_AVRO, "m");
        return List.of(
                POSTINGS.upsert(random.itemId(), new ItemVersion(1), random.time(), random.content()),
                embeddings.encode(random.embedding()),
                backfill.encode(source, ChangeOrigin.backfill(1), 1),
                deadLetters.encode(new DeadLetter(source, null, reason, random.time()), 5000),
                records.encode(START),
                claims.encode(new WriterClaim(
                        new WriterClaim.ClaimedTopic(random.text(30), random.text(20)),
                        1 + random.number() / 2,
                        new WriterClaim.WriterRun(random.text(9), random.text(9)),
                        random.embedding().model(),
                        random.time())));
    }

    private void decodeAll(byte[] bytes) {
        for (Consumer<byte[]> decoder : decoders) {
            try {
                decoder.accept(bytes);
            } catch (RecordRefusedException refused) {
                assertThat(refused.kind()).isNotNull();
            } catch (IllegalArgumentException delete) {
                assertThat(delete).hasMessageEndingWith("DELETE (expected: UPSERT)");
            }
        }
    }

    @Property(tries = 200)
    void a_huge_length_anywhere_is_refused_or_harmless(@ForAll("random") RandomValues random, @ForAll Random places) {
        for (byte[] good : samples(random)) {
            for (byte[] huge : HUGE) {
                int at = 10 + places.nextInt(good.length - 10);
                byte[] bad = Arrays.copyOf(good, good.length + huge.length);
                System.arraycopy(huge, 0, bad, at, huge.length);
                System.arraycopy(good, at, bad, at + huge.length, good.length - at);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                decodeAll(bad);
                assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                        .as("bytes allocated for %d", bad.length)
                        .isLessThan(10 * MOST_ALLOCATED);
            }
        }
    }

    @Test
    void a_million_empty_strings_cost_no_more_than_their_places() throws IOException {
        byte[] many = framed(body -> {
            head(body);
            body.writeLong(1_000_000);
            for (int i = 0; i < 1_000_000; i++) {
                body.writeString("");
            }
            body.writeLong(0);
            body.writeLong(0);
            body.writeIndex(0);
        });
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(hostile.content(hostile.decode(record(many))).fields()).isEmpty();
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(20L * many.length);
    }

    @Test
    void a_string_of_two_gibibytes_is_refused() throws IOException {
        assertHostileRefused(body -> body.writeLong(Integer.MAX_VALUE));
        assertHostileRefused(body -> body.writeLong(Long.MAX_VALUE));
        assertHostileRefused(body -> body.writeLong(-1));
    }

    @Test
    void an_array_of_two_billion_elements_is_refused() throws IOException {
        assertHostileRefused(body -> {
            head(body);
            body.writeLong(Integer.MAX_VALUE);
        });
        assertHostileRefused(body -> {
            head(body);
            body.writeLong(0);
            body.writeLong(Integer.MAX_VALUE); // elements that take no byte
            body.writeLong(0);
            body.writeIndex(0);
        });
    }

    @Test
    void many_blocks_of_elements_that_take_no_byte_are_refused() throws IOException {
        assertHostileRefused(body -> {
            head(body);
            body.writeLong(0);
            for (int block = 0; block < 100_000; block++) {
                body.writeLong(50_000);
            }
            body.writeLong(0);
            body.writeIndex(0);
        });
    }

    @Test
    void a_million_levels_are_refused() throws IOException {
        assertHostileRefused(body -> {
            head(body);
            body.writeLong(0);
            body.writeLong(0);
            for (int level = 0; level < 1_000_000; level++) {
                body.writeIndex(1);
            }
            body.writeIndex(0);
        });
    }

    private static void head(BinaryEncoder body) throws IOException {
        body.writeString("id");
        body.writeLong(1);
    }

    private interface Body {
        void write(BinaryEncoder body) throws IOException;
    }

    private void assertHostileRefused(Body body) throws IOException {
        byte[] framed = framed(body);
        assertRefused(DeadLetterKind.NOT_AVRO, () -> hostile.decode(record(framed)));
    }

    private static byte[] framed(Body body) throws IOException {
        Schema schema = new Schema.Parser().parse(HOSTILE_SCHEMA);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(RecordFraming.singleObject(List.of(schema)).header(schema));
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        body.write(encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static SourceRecord record(byte[] value) {
        return new SourceRecord(null, value, new SourcePosition("t", 0, 0), Instant.EPOCH);
    }

    @Provide
    Arbitrary<RandomValues> random() {
        return RandomValues.arbitrary();
    }
}
