package io.mixline.cli.postings;

import io.mixline.cli.postings.BoundedLines.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Cuts lines into CSV rows (RFC 4180: quotes around commas, line breaks and doubled quotes). Rows are cut before they are
 * parsed, so that a quote that is never closed costs its own line and not the rest of the file.
 */
final class CsvRows {

    /** A quoted description has line breaks, but not this many: the quote was never closed. */
    private static final int MAX_LINES_OF_A_ROW = 500;

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreSurroundingSpaces(true).get();

    private final BoundedLines lines;
    private final Deque<Line> ahead = new ArrayDeque<>();
    private long line;

    CsvRows(BoundedLines lines) {
        this.lines = lines;
    }

    /**
     * A row's text, and the line where it begins.
     *
     * @param whole false for the beginning of one that is too long
     */
    record Row(long line, String text, boolean whole) {

        List<String> values() throws BadRowException {
            if (!whole) {
                throw BoundedLines.tooLong();
            }
            try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
                List<CSVRecord> records = parser.getRecords();
                return records.isEmpty() ? List.of() : records.get(0).toList();
            } catch (IOException | UncheckedIOException e) {
                throw new BadRowException("not CSV (expected: quotes around a whole value, doubled inside it)");
            }
        }

        Map<String, List<String>> values(List<String> header) throws BadRowException {
            List<String> values = values();
            if (values.size() != header.size()) {
                throw new BadRowException(
                        values.size() + " values (expected: " + header.size() + ", as in the header)");
            }
            Map<String, List<String>> byColumn = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i++) {
                byColumn.put(header.get(i), values.get(i).isEmpty() ? List.of() : List.of(values.get(i)));
            }
            return byColumn;
        }
    }

    /** The next row that is not blank, or null at the end. */
    @Nullable
    Row next() throws IOException {
        Line first = pull();
        while (first != null && first.text().isBlank() && first.whole()) {
            first = pull();
        }
        if (first == null) {
            return null;
        }
        Row alone = new Row(line, first.text(), first.whole());
        StringBuilder text = new StringBuilder(first.text());
        Deque<Line> taken = new ArrayDeque<>();
        boolean open = first.whole() && hasOddQuotes(first.text());
        while (open) {
            Line more = taken.size() < MAX_LINES_OF_A_ROW ? pull() : null;
            if (more == null) {
                putBack(taken);
                return alone;
            }
            taken.add(more);
            if (text.length() + more.text().length() >= BoundedLines.MAX_CHARACTERS) {
                putBack(taken);
                return alone;
            }
            text.append('\n').append(more.text());
            open = !hasOddQuotes(more.text());
        }
        return new Row(alone.line(), text.toString(), alone.whole());
    }

    private @Nullable Line pull() throws IOException {
        Line next = ahead.isEmpty() ? lines.next() : ahead.poll();
        if (next != null) {
            line++;
        }
        return next;
    }

    private void putBack(Deque<Line> taken) {
        line -= taken.size();
        while (!taken.isEmpty()) {
            ahead.push(taken.removeLast());
        }
    }

    private static boolean hasOddQuotes(String text) {
        return text.chars().filter(character -> character == '"').count() % 2 == 1;
    }
}
