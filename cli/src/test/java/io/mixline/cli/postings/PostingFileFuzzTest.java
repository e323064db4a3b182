package io.mixline.cli.postings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.mixline.schemas.codec.JobPostingChangeCodec;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in a file: its rows come one by one, accepted ones can be published, and the rest goes on. */
class PostingFileFuzzTest {

    private static final String CSV = """
            id,version,op,changedAt,title,description,skills,"pay, monthly"
            a1,1,UPSERT,2026-01-02T03:04:05Z,"Nurse, ICU","First ""line""
            second",triage;first aid,52000
            a2,2,DELETE,,,,,
            a3,,,,Cook,,wine,
            """;
    private static final String JSON = """
            {"id": 17, "version": 3, "title": "Cook", "skills": ["wine", 2, null], "attributes": {"shift": "late"}, "pay": 2.5e3}
            {"id": "a2", "op": "DELETE", "changedAt": "2026-01-02T03:04:05Z"}
            {"id": "\\u00e4", "title": "K\\ud83d\\ude00ch", "x": true}
            """;
    private static final List<String> PIECES = List.of(
            "\"",
            "\"\"",
            ",",
            "\n",
            "\r",
            "\r\n",
            "\u0000",
            "\uFEFF",
            "\\",
            "\\ud800",
            "{",
            "}",
            "[",
            "]",
            ":",
            "null",
            "-1",
            "1e999",
            "9999999999999999999",
            "+1000000000-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "id",
            ";",
            "\uFFFD");

    @SuppressWarnings("NullAway.Init") // set by makeDirectory
    private static Path scratch;

    @TempDir
    Path directory;

    @BeforeContainer
    static void makeDirectory() throws IOException {
        scratch = Files.createTempDirectory(Path.of("target"), "postings-fuzz");
    }

    @AfterContainer
    static void removeDirectory() throws IOException {
        for (String name : List.of("fuzz.csv", "fuzz.jsonl")) {
            Files.deleteIfExists(scratch.resolve(name));
        }
        Files.deleteIfExists(scratch);
    }

    @Property
    void any_csv_is_rows_or_a_header_that_is_refused(@ForAll("csvs") byte[] bytes) throws IOException {
        assertRows(Files.write(scratch.resolve("fuzz.csv"), bytes));
    }

    @Property
    void any_json_lines_are_rows(@ForAll("jsons") byte[] bytes) throws IOException {
        assertRows(Files.write(scratch.resolve("fuzz.jsonl"), bytes));
    }

    private static void assertRows(Path file) {
        List<PostingRow> rows = new ArrayList<>();
        Throwable thrown = catchThrowable(() -> read(file, rows));
        if (thrown != null) {
            assertThat(file).asString().endsWith(".csv");
            assertThat(thrown).isInstanceOf(IOException.class).hasMessageContaining("header");
        }
        assertThat(rows).extracting(PostingRow::line).isSorted().doesNotHaveDuplicates();
        rows.forEach(PostingFileFuzzTest::publish);
    }

    private static void publish(PostingRow row) {
        if (row instanceof PostingRow.Accepted accepted) {
            PostingChange change = accepted.change();
            JobPostingChangeCodec codec = new JobPostingChangeCodec();
            byte[] value = change.posting() == null
                    ? codec.delete(change.itemId(), change.order().version(), change.changedAt())
                    : codec.upsert(
                            change.itemId(),
                            change.order().version(),
                            change.changedAt(),
                            change.posting().content());
            assertThat(value).isNotEmpty();
            assertThat(new String(change.itemId().toBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(change.itemId().value());
        }
    }

    @Test
    void a_line_that_never_ends_costs_itself_and_no_memory() throws IOException {
        for (String name : List.of("long.csv", "long.jsonl")) {
            Path file = directory.resolve(name);
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                out.write(name.endsWith("csv") ? "id,title\n" : "");
                char[] noise = new char[1024 * 1024];
                Arrays.fill(noise, 'x');
                for (int i = 0; i < 64; i++) {
                    out.write(noise);
                }
                out.write(name.endsWith("csv") ? "\nb,Cook\n" : "\n{\"id\": \"b\", \"title\": \"Cook\"}\n");
            }
            List<PostingRow> rows = new ArrayList<>();
            read(file, rows);
            assertThat(rows).hasSize(2);
            assertThat(rows.get(0))
                    .isInstanceOfSatisfying(
                            PostingRow.Rejected.class,
                            rejected -> assertThat(rejected.reason())
                                    .isEqualTo("over 2097152 characters (expected: fewer)"));
            assertThat(rows.get(1)).isInstanceOf(PostingRow.Accepted.class);
        }
    }

    @Test
    void an_open_quote_takes_no_more_than_a_row_can_have() throws IOException {
        Path file = directory.resolve("open.csv");
        String line = "x".repeat(200_000);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("id,title\na,\"never closed\n");
            for (int i = 0; i < 400; i++) {
                out.write("c" + i + "," + line + "\n");
            }
            out.write("d,closed at last\"\n");
        }
        List<PostingRow> rows = new ArrayList<>();
        read(file, rows);
        assertThat(rows).hasSize(402);
        assertThat(rows.get(0)).isInstanceOf(PostingRow.Rejected.class);
        assertThat(rows.subList(1, 401)).allMatch(PostingRow.Accepted.class::isInstance);
    }

    @Test
    void deep_json_is_refused() throws IOException {
        Path file = Files.writeString(
                directory.resolve("deep.jsonl"),
                "{\"id\": " + "[".repeat(500_000) + "\n" + "{\"a\":".repeat(200_000) + "\n" + "{\"id\": "
                        + "9".repeat(100_000) + ", \"title\": \"t\"}\n");
        List<PostingRow> rows = new ArrayList<>();
        read(file, rows);
        assertThat(rows).hasSize(3).allMatch(PostingRow.Rejected.class::isInstance);
    }

    @Test
    void a_name_that_is_blank_is_no_attribute() throws IOException {
        Path csv = Files.writeString(directory.resolve("blank.csv"), "id,title,\na,Cook,x\n");
        Path json =
                Files.writeString(directory.resolve("blank.jsonl"), "{\"id\": \"a\", \"title\": \"Cook\", \" \": 1}\n");
        for (Path file : List.of(csv, json)) {
            List<PostingRow> rows = new ArrayList<>();
            read(file, rows);
            assertThat(rows).singleElement().isInstanceOf(PostingRow.Accepted.class);
            rows.forEach(PostingFileFuzzTest::publish);
        }
    }

    @Test
    void what_cannot_be_published_is_refused() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.jsonl"), """
                {"id": "\\ud800", "title": "t"}
                {"id": "a", "title": "t", "\\udc00": 1}
                {"id": "a", "title": "t", "changedAt": "+1000000000-12-31T23:59:59Z"}
                """);
        List<PostingRow> rows = new ArrayList<>();
        read(file, rows);
        assertThat(rows)
                .containsExactly(
                        new PostingRow.Rejected(1, "id: half of a surrogate pair (expected: Unicode)"),
                        new PostingRow.Rejected(2, "not JSON at column 34 (expected: one JSON object per line)"),
                        new PostingRow.Rejected(
                                3,
                                "changedAt: \"+1000000000-12-31T23:59:59Z\" (expected: a time such as"
                                        + " 2026-11-21T10:15:30Z)"));
    }

    private static void read(Path file, List<PostingRow> rows) throws IOException {
        new PostingFile(file, PostingColumns.byName())
                .read(InstantSource.fixed(Instant.parse("2026-11-21T10:15:30Z")), rows::add);
    }

    @Provide
    Arbitrary<byte[]> csvs() {
        return hostile(CSV);
    }

    @Provide
    Arbitrary<byte[]> jsons() {
        return hostile(JSON);
    }

    private static Arbitrary<byte[]> hostile(String good) {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(seed -> changed(good, new Random(seed))),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(200),
                Arbitraries.of(PIECES)
                        .list()
                        .ofMaxSize(40)
                        .map(pieces -> ("id,title\n" + String.join("", pieces)).getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] changed(String good, Random random) {
        StringBuilder text = new StringBuilder(good);
        for (int change = random.nextInt(4); change > 0; change--) {
            text.insert(random.nextInt(text.length()), PIECES.get(random.nextInt(PIECES.size())));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int change = random.nextInt(3); change > 0; change--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return Arrays.copyOf(bytes, bytes.length - random.nextInt(1 + bytes.length / 4));
    }
}
