package io.mixline.cli.postings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A user's postings, one a row: CSV with a header, or JSON lines. UTF-8. A row that does not fit is handed over as rejected,
 * with its line, and the rest goes on.
 */
public final class PostingFile {

    private enum Format {
        CSV,
        JSON_LINES
    }

    private static final int SHOWN_CHARACTERS = 500;

    private final Path path;
    private final Format format;
    private final PostingColumns columns;

    public PostingFile(Path path, PostingColumns columns) {
        this.path = path;
        this.format = format(path);
        this.columns = columns;
    }

    /** Hands over each row, in the file's order. Reads as it goes: a file may be larger than memory. */
    public void read(InstantSource clock, Consumer<PostingRow> rows) throws IOException {
        RowReader reader = new RowReader(columns, clock);
        try (BufferedReader text = open()) {
            BoundedLines lines = new BoundedLines(text);
            switch (format) {
                case CSV -> readCsv(new CsvRows(lines), reader, rows);
                case JSON_LINES -> readJsonLines(lines, reader, rows);
            }
        }
    }

    private void readCsv(CsvRows csv, RowReader reader, Consumer<PostingRow> rows) throws IOException {
        List<String> header = header(csv);
        for (CsvRows.Row row = csv.next(); row != null; row = csv.next()) {
            try {
                rows.accept(reader.read(row.line(), utf8(row.text(), row.values(header))));
            } catch (BadRowException e) {
                rows.accept(e.rejected(row.line()));
            }
        }
    }

    private List<String> header(CsvRows csv) throws IOException {
        CsvRows.Row first = csv.next();
        try {
            List<String> header = first == null ? List.of() : first.values();
            if (header.stream()
                    .noneMatch(column -> columns.fieldOf(column)
                            .filter(PostingField.ID::equals)
                            .isPresent())) {
                throw new IOException(path + ": header " + shown(header) + " (expected: column names, among them \""
                        + columns.column(PostingField.ID) + "\")");
            }
            return header;
        } catch (BadRowException e) {
            throw new IOException(path + ": header: " + e.getMessage(), e);
        }
    }

    private static String shown(List<String> header) {
        String text = header.toString();
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }

    private static void readJsonLines(BoundedLines lines, RowReader reader, Consumer<PostingRow> rows)
            throws IOException {
        JsonLines json = new JsonLines();
        BoundedLines.Line line = lines.next();
        for (long number = 1; line != null; number++) {
            if (!line.text().isBlank() || !line.whole()) {
                rows.accept(jsonRow(number, line, json, reader));
            }
            line = lines.next();
        }
    }

    private static PostingRow jsonRow(long number, BoundedLines.Line line, JsonLines json, RowReader reader) {
        try {
            if (!line.whole()) {
                throw BoundedLines.tooLong();
            }
            return reader.read(number, utf8(line.text(), json.values(line.text())));
        } catch (BadRowException e) {
            return e.rejected(number);
        }
    }

    /** Bytes that are no UTF-8 come out of the decoder as U+FFFD. */
    private static Map<String, List<String>> utf8(String text, Map<String, List<String>> values)
            throws BadRowException {
        if (text.indexOf('\uFFFD') >= 0) {
            throw new BadRowException("bytes that are not UTF-8 (expected: a file in UTF-8)");
        }
        return values;
    }

    private BufferedReader open() throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(
                Files.newInputStream(path),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)));
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }

    private static Format format(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return Format.CSV;
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return Format.JSON_LINES;
        }
        throw new IllegalArgumentException(
                "postings file: " + path + " (expected: a name that ends in .csv, .jsonl or .ndjson)");
    }
}
