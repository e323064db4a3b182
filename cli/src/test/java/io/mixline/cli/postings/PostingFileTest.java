package io.mixline.cli.postings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.ItemId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostingFileTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:15:30Z");

    @TempDir
    Path directory;

    @Test
    void csv_values_may_hold_commas_quotes_and_line_breaks() throws IOException {
        List<PostingRow> rows = read("jobs.csv", """
                id,title,company,location,description,skills,salary
                a1,"Nurse, ICU","The ""Good"" Clinic",Berlin,"First line
                second line, still the same row",triage;first aid,52000
                a2,Welder,Steel & Co,Lyon,,,
                """);

        assertThat(rows)
                .containsExactly(
                        new PostingRow.Accepted(
                                2,
                                PostingChange.upsert(
                                        new ItemId("a1"),
                                        NOW.toEpochMilli() + 2,
                                        NOW,
                                        new Posting(
                                                "Nurse, ICU",
                                                "The \"Good\" Clinic",
                                                "Berlin",
                                                "First line\nsecond line, still the same row",
                                                List.of("triage", "first aid"),
                                                Map.of("salary", "52000")))),
                        new PostingRow.Accepted(
                                4,
                                PostingChange.upsert(
                                        new ItemId("a2"),
                                        NOW.toEpochMilli() + 4,
                                        NOW,
                                        new Posting("Welder", "Steel & Co", "Lyon", "", List.of(), Map.of()))));
    }

    @Test
    void bad_csv_rows_are_named_with_their_line_and_the_rest_goes_on() throws IOException {
        List<PostingRow> rows = read("jobs.csv", """
                id,version,op,changedAt,title
                ,1,UPSERT,,No id
                b2,minus one,,,Bad version
                b3,-1,,,Negative version
                b4,1,REPLACE,,Bad op
                b5,1,,yesterday,Bad time
                b6,1,,
                b7,1,,,"Never "closed
                b8,1,,,

                b9,7,DELETE,2026-01-02T03:04:05Z,
                """);

        assertThat(rows)
                .containsExactly(
                        new PostingRow.Rejected(2, "id: \"\" (expected: not empty)"),
                        new PostingRow.Rejected(3, "version: \"minus one\" (expected: a whole number, 0 or more)"),
                        new PostingRow.Rejected(4, "version: \"-1\" (expected: a whole number, 0 or more)"),
                        new PostingRow.Rejected(5, "op: \"REPLACE\" (expected: UPSERT or DELETE)"),
                        new PostingRow.Rejected(
                                6, "changedAt: \"yesterday\" (expected: a time such as 2026-11-21T10:15:30Z)"),
                        new PostingRow.Rejected(7, "4 values (expected: 5, as in the header)"),
                        new PostingRow.Rejected(
                                8, "not CSV (expected: quotes around a whole value, doubled inside it)"),
                        new PostingRow.Rejected(
                                9, "title and description: both empty (expected: one of them with text)"),
                        new PostingRow.Accepted(
                                11, PostingChange.delete(new ItemId("b9"), 7, Instant.parse("2026-01-02T03:04:05Z"))));
    }

    @Test
    void a_quote_that_is_never_closed_costs_one_row() throws IOException {
        List<PostingRow> rows = read("jobs.csv", """
                id,title
                c1,"Baker
                c2,Butcher
                c3,Barista
                """);

        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).isInstanceOf(PostingRow.Rejected.class);
        assertThat(rows.subList(1, 3)).allMatch(PostingRow.Accepted.class::isInstance);
        assertThat(rows).extracting(PostingRow::line).containsExactly(2L, 3L, 4L);
    }

    @Test
    void json_lines_take_arrays_numbers_and_attributes() throws IOException {
        List<PostingRow> rows = read("jobs.jsonl", """
                {"id": 17, "version": 3, "title": "Cook", "skills": ["menu planning", "wine"], "attributes": {"shift": "late"}, "pay": 21.5, "company": null}
                """);

        assertThat(rows)
                .containsExactly(new PostingRow.Accepted(
                        1,
                        PostingChange.upsert(
                                new ItemId("17"),
                                3,
                                NOW,
                                new Posting(
                                        "Cook",
                                        "",
                                        "",
                                        "",
                                        List.of("menu planning", "wine"),
                                        Map.of("shift", "late", "pay", "21.5")))));
    }

    @Test
    void bad_json_lines_are_named_with_their_line_and_the_rest_goes_on() throws IOException {
        List<PostingRow> rows = read("jobs.ndjson", """
                {"id": "d1", "title": "Cook"
                ["id", "d2"]

                {"id": "d3", "title": {"en": "Cook"}}
                {"id": "d4", "title": "Cook"}
                """);

        assertThat(rows).extracting(PostingRow::line).containsExactly(1L, 2L, 4L, 5L);
        assertThat(rows.subList(0, 3)).allMatch(PostingRow.Rejected.class::isInstance);
        assertThat(rows.get(3)).isInstanceOf(PostingRow.Accepted.class);
    }

    @Test
    void bytes_that_are_not_utf8_cost_their_row() throws IOException {
        Path file = directory.resolve("latin.csv");
        Files.write(file, "id,title\ne1,Köchin\ne2,Cook\n".getBytes(StandardCharsets.ISO_8859_1));

        List<PostingRow> rows = read(file, PostingColumns.byName());

        assertThat(rows.get(0))
                .isEqualTo(new PostingRow.Rejected(2, "bytes that are not UTF-8 (expected: a file in UTF-8)"));
        assertThat(rows.get(1)).isInstanceOf(PostingRow.Accepted.class);
    }

    @Test
    void columns_go_by_the_names_that_the_user_gives() throws IOException {
        Path file = Files.writeString(directory.resolve("jobs.csv"), "ref,Stellentitel\nf1,Koch\n");

        List<PostingRow> rows = read(file, PostingColumns.of(Map.of("id", "REF", "title", "stellentitel")));

        assertThat(rows).singleElement().isInstanceOfSatisfying(PostingRow.Accepted.class, accepted -> {
            assertThat(accepted.change().itemId()).isEqualTo(new ItemId("f1"));
            assertThat(accepted.change().posting()).isNotNull();
        });
    }

    @Test
    void a_header_without_the_id_is_refused() throws IOException {
        Path file = Files.writeString(directory.resolve("jobs.csv"), "ref,title\nf1,Koch\n");

        assertThatThrownBy(() -> read(file, PostingColumns.byName()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("header [ref, title] (expected: column names, among them \"id\")");
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_column() throws IOException {
        assertThat(read("jobs.csv", "\uFEFFid,title\ng1,Cook\n"))
                .singleElement()
                .isInstanceOf(PostingRow.Accepted.class);
    }

    @Test
    void other_files_and_unknown_fields_are_refused() {
        assertThatThrownBy(() -> new PostingFile(Path.of("jobs.xlsx"), PostingColumns.byName()))
                .hasMessage("postings file: jobs.xlsx (expected: a name that ends in .csv, .jsonl or .ndjson)");
        assertThatThrownBy(() -> PostingColumns.of(Map.of("headline", "h")))
                .hasMessageContaining("column of headline: h (expected: one of id, version,");
    }

    private List<PostingRow> read(String name, String text) throws IOException {
        return read(Files.writeString(directory.resolve(name), text), PostingColumns.byName());
    }

    private static List<PostingRow> read(Path file, PostingColumns columns) throws IOException {
        List<PostingRow> rows = new ArrayList<>();
        new PostingFile(file, columns).read(InstantSource.fixed(NOW), rows::add);
        return rows;
    }
}
