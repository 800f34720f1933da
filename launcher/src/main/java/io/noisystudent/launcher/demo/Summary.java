package io.noisystudent.launcher.demo;

import io.noisystudent.launcher.console.Table;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

import static io.noisystudent.launcher.console.Table.Column.left;
import static io.noisystudent.launcher.console.Table.Column.right;

/** The table at the end of a demo. */
final class Summary {
    private static final String NOTHING = "–";
    /** The whole of it was said when it was given. */
    private static final int LONGEST_VERDICT = 60;

    private Summary() {}

    static String of(Results results) {
        Table table = new Table(List.of(
                left("generation"),
                left("network"),
                right("labels"),
                right("image passes"),
                right("accepted"),
                right("rejected"),
                right("right"),
                left("test accuracy (95 % interval)"),
                left("verdict")));
        for (Results.Row row : results.generations()) {
            boolean labels = row.accepted() + row.rejected() > 0;
            table.add(
                    Integer.toString(row.generation()),
                    row.teacher() == null
                            ? row.network()
                            : row.network() + " of version " + row.teacher().version(),
                    count(row.labeled()),
                    passes(row.imagePasses()),
                    labels ? count(row.accepted()) : NOTHING,
                    labels ? count(row.rejected()) : NOTHING,
                    Verdicts.percent(row.pseudoLabelAccuracy()),
                    accuracy(row.testAccuracy(), row.testInterval()),
                    verdict(row));
        }
        if (!results.controls().isEmpty()) {
            table.rule();
        }
        for (Results.Control control : results.controls()) {
            table.add(
                    "labels only",
                    control.network(),
                    "",
                    passes(control.imagePasses()),
                    NOTHING,
                    NOTHING,
                    NOTHING,
                    accuracy(control.testAccuracy(), control.testInterval()),
                    "control of generation " + control.generation());
        }
        return table.render() + reasons(results);
    }

    /** Where a curriculum chose who learns from whom, why. */
    private static String reasons(Results results) {
        StringBuilder text = new StringBuilder();
        for (Results.Row row : results.generations()) {
            if (row.teacher() != null) {
                text.append("generation ").append(row.generation()).append(": ");
                text.append(row.teacher().reason().replaceAll("\\p{C}", "?")).append('\n');
            }
        }
        return text.toString();
    }

    private static String verdict(Results.Row row) {
        String verdict = row.version() == null ? row.verdict() : "version " + row.version() + " " + row.verdict();
        return verdict.length() <= LONGEST_VERDICT ? verdict : verdict.substring(0, LONGEST_VERDICT - 1) + "…";
    }

    private static String passes(@Nullable Long number) {
        return number == null ? NOTHING : count(number);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String accuracy(@Nullable Double value, @Nullable List<Double> interval) {
        if (value == null || interval == null) {
            return NOTHING;
        }
        return String.format(
                Locale.ROOT, "%5.1f %%  [%.1f, %.1f]", 100 * value, 100 * interval.get(0), 100 * interval.get(1));
    }
}
