package io.mixline.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of equally many cells, drawn with aligned columns. The first column is aligned left, the others as asked. */
public final class Table {

    /** How a column's cells stand. */
    public enum Align {
        LEFT,
        RIGHT
    }

    private final List<Align> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(Align... columns) {
        this.columns = List.of(columns);
    }

    public Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + columns.size() + ")");
        }
        rows.add(List.of(cells));
        return this;
    }

    public List<String> lines() {
        int[] widths = IntStream.range(0, columns.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - row.get(column).length());
            line.append(column == 0 ? "" : "   ");
            line.append(columns.get(column) == Align.LEFT ? row.get(column) + padding : padding + row.get(column));
        }
        return line.toString().stripTrailing();
    }
}
