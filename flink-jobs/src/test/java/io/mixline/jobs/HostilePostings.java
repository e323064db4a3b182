package io.mixline.jobs;

import static java.util.Objects.requireNonNull;

import io.mixline.schemas.DeadLetterKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.jspecify.annotations.Nullable;

/** Records that nobody sends on purpose, and how each must end. */
final class HostilePostings {

    static final int MEGABYTE = 1024 * 1024;

    private static final Schema SCHEMA = schema();
    private static final long CHANGED_AT = Instant.parse("2026-11-22T08:00:00Z").toEpochMilli();

    /** How a record must end. */
    enum End {
        WHOLE,
        TRUNCATED,
        DEAD_LETTER
    }

    /**
     * One of them.
     *
     * @param deadLetter null for one that is embedded
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Hostile(
            String name,
            byte @Nullable [] key,
            byte @Nullable [] value,
            End end,
            @Nullable DeadLetterKind deadLetter) {

        @Override
        public String toString() {
            return name;
        }
    }

    private HostilePostings() {}

    static List<Hostile> texts() {
        String rightToLeft = "\u202Eمطلوب ممرضة للعمل في برلين\u202C אחות מוסמכת";
        String marked = "a posting with ### in it";
        return List.of(
                embedded("100 KB of words", posting("100k", "description", "nurse ".repeat(17_000)), End.TRUNCATED),
                embedded("100 KB without a space", posting("word", "description", "x".repeat(100_000)), End.WHOLE),
                embedded("only emoji", posting("emoji", "title", "😀👩‍👩‍👧‍👦🏳️‍🌈".repeat(50)), End.WHOLE),
                embedded("right to left", posting("rtl", "title", rightToLeft), End.WHOLE),
                embedded(
                        "control characters", posting("control", "title", "a\u0000b\u0007\u001B[31m\u009F"), End.WHOLE),
                embedded("lone surrogates", surrogates(posting("surrogate", "title", marked)), End.WHOLE),
                embedded("combining marks", posting("zalgo", "title", "n" + "\u0301".repeat(5_000)), End.WHOLE),
                embedded("an empty description", posting("title", "title", "Nurse"), End.WHOLE),
                embedded(
                        "control tokens",
                        posting("tokens", "title", "[SEP][CLS][MASK][PAD][UNK] <|im_start|>"),
                        End.WHOLE),
                embedded("an id of 10 KB", posting("i".repeat(10_240), "title", "Nurse"), End.WHOLE),
                embedded("from the year 3000", encoded(at(change("future"), "3000-01-01T00:00:00Z")), End.WHOLE),
                embedded("20 MB of words", posting("20m", "description", "nurse ".repeat(3_500_000)), End.TRUNCATED),
                dead("nothing but empty fields", posting("nothing", "title", ""), DeadLetterKind.EMPTY_TEXT),
                dead(
                        "only control characters",
                        posting("only", "title", "\u0000\u0001\u2003"),
                        DeadLetterKind.EMPTY_TEXT));
    }

    static List<Hostile> records() {
        byte[] good = posting("good", "title", "Nurse");
        byte[] unknown = good.clone();
        Arrays.fill(unknown, 2, 10, (byte) 7);
        byte[] noise = new byte[20 * MEGABYTE];
        new Random(1).nextBytes(noise);
        GenericRecord negative = change("negative");
        negative.put("version", -1L);
        GenericRecord contentless = change("contentless");
        contentless.put("content", null);
        return List.of(
                new Hostile("no key", null, good, End.WHOLE, null),
                new Hostile("another key", new byte[10_240], posting("k", "title", "Nurse"), End.WHOLE, null),
                new Hostile("null", bytes("null"), null, End.DEAD_LETTER, DeadLetterKind.NULL_VALUE),
                dead("no bytes", new byte[0], DeadLetterKind.NOT_AVRO),
                dead("text", bytes("{\"jobId\": \"json\"}"), DeadLetterKind.NOT_AVRO),
                dead("half a record", Arrays.copyOf(good, good.length - 3), DeadLetterKind.NOT_AVRO),
                dead("more than a record", Arrays.copyOf(good, good.length + 3), DeadLetterKind.NOT_AVRO),
                dead("another schema", unknown, DeadLetterKind.UNKNOWN_SCHEMA),
                dead("20 MB of noise", noise, DeadLetterKind.NOT_AVRO),
                dead("an id of 2 MB", posting("i".repeat(2 * MEGABYTE), "title", "Nurse"), DeadLetterKind.TOO_LARGE),
                dead("no id", posting("", "title", "Nurse"), DeadLetterKind.MISSING_ID),
                dead("a negative version", encoded(negative), DeadLetterKind.NEGATIVE_VERSION),
                dead("no content", encoded(contentless), DeadLetterKind.MISSING_CONTENT),
                dead("year 20000", encoded(at(change("y20k"), "+20000-01-01T00:00:00Z")), DeadLetterKind.BAD_FIELD));
    }

    private static Hostile embedded(String name, byte[] value, End end) {
        return new Hostile(name, bytes(name), value, end, null);
    }

    private static Hostile dead(String name, byte[] value, DeadLetterKind kind) {
        return new Hostile(name, bytes(name), value, End.DEAD_LETTER, kind);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] posting(String id, String field, String text) {
        GenericRecord change = change(id);
        ((GenericRecord) change.get("content")).put("title", "");
        ((GenericRecord) change.get("content")).put(field, text);
        return encoded(change);
    }

    private static GenericRecord change(String id) {
        Schema contentSchema = SCHEMA.getField("content").schema().getTypes().get(1);
        GenericRecord content = new GenericData.Record(contentSchema);
        for (String field : List.of("title", "company", "location", "description")) {
            content.put(field, field.equals("title") ? "Nurse" : "");
        }
        content.put("skills", List.of());
        content.put("attributes", new HashMap<>(Map.of()));
        GenericRecord change = new GenericData.Record(SCHEMA);
        change.put("jobId", id);
        change.put("version", 1L);
        change.put("op", new GenericData.EnumSymbol(SCHEMA.getField("op").schema(), "UPSERT"));
        change.put("changedAt", CHANGED_AT);
        change.put("content", content);
        return change;
    }

    private static GenericRecord at(GenericRecord change, String time) {
        change.put("changedAt", Instant.parse(time).toEpochMilli());
        return change;
    }

    /** Three bytes of a surrogate in place of three characters; no encoder for UTF-8 writes them. */
    private static byte[] surrogates(byte[] posting) {
        byte[] broken = posting.clone();
        for (int at = 0; at + 2 < broken.length; at++) {
            if (broken[at] == '#' && broken[at + 1] == '#' && broken[at + 2] == '#') {
                System.arraycopy(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, 0, broken, at, 3);
            }
        }
        return broken;
    }

    private static byte[] encoded(GenericRecord change) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new BinaryMessageEncoder<GenericRecord>(GenericData.get(), SCHEMA).encode(change, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Schema schema() {
        String name = "/io/mixline/schemas/released/JobPostingChange-v1.avsc";
        try (InputStream in = HostilePostings.class.getResourceAsStream(name)) {
            return new Schema.Parser().parse(requireNonNull(in, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
