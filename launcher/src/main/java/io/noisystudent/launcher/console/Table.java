package io.noisystudent.launcher.console;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A table of text with aligned columns, ruled by thin lines. */
public final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** A heading and the side to which its cells keep. */
    public record Column(String heading, boolean right) {
        public static Column left(String heading) {
            return new Column(heading, false);
        }

        public static Column right(String heading) {
            return new Column(heading, true);
        }
    }

    /** Adds a row with one cell per column. Control characters, which could command the terminal, are replaced. */
    public Table add(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(Stream.of(cells).map(cell -> cell.replaceAll("\\p{C}", "?")).toList());
        return this;
    }

    /** Adds a thin line. */
    public Table rule() {
        rows.add(List.of());
        return this;
    }

    /** The table, one line per row, each ended by a line feed. */
    public String render() {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            widths.add(width(i));
        }
        int total = widths.stream().mapToInt(Integer::intValue).sum() + GAP.length() * (columns.size() - 1);
        StringBuilder text = new StringBuilder();
        text.append(line(columns.stream().map(Column::heading).toList(), widths));
        text.append("─".repeat(total)).append('\n');
        for (List<String> row : rows) {
            text.append(row.isEmpty() ? "─".repeat(total) + "\n" : line(row, widths));
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> !row.isEmpty())
                .mapToInt(row -> row.get(column).length())
                .reduce(columns.get(column).heading().length(), Math::max);
    }

    private String line(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String padding = " ".repeat(widths.get(i) - cells.get(i).length());
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).right() ? padding + cells.get(i) : cells.get(i) + padding);
        }
        return line.toString().stripTrailing() + "\n";
    }
}
