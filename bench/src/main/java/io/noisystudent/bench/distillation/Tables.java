package io.noisystudent.bench.distillation;

import io.noisystudent.bench.statistics.MeanInterval;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lines of tables: accuracies in percent, and differences in points, each with the interval of 95 %. */
final class Tables {
    private static final double PERCENT = 100;
    private static final String ROW = "%-44s %-18s %-28s %-14s %s";

    private Tables() {}

    static double[] percent(List<Lesson> lessons, Function<Lesson, Outcome> outcomes) {
        return lessons.stream()
                .mapToDouble(lesson -> PERCENT * outcomes.apply(lesson).accuracy())
                .toArray();
    }

    static String header(String base, String last) {
        return String.format(
                Locale.ROOT, ROW, "", "accuracy, sd", "difference to " + base + " [95 %]", "without 0", last);
    }

    /** A row alone. */
    static String row(String name, double[] values, String last) {
        return String.format(Locale.ROOT, ROW, name, spread(values), "", "", last)
                .stripTrailing();
    }

    /** A row beside another whose seeds are the same. */
    static String row(String name, double[] values, double[] base, String last) {
        MeanInterval difference = MeanInterval.paired(values, base);
        return String.format(
                        Locale.ROOT,
                        ROW,
                        name,
                        spread(values),
                        interval(difference),
                        difference.excludesZero() ? "yes" : "no",
                        last)
                .stripTrailing();
    }

    static String interval(MeanInterval interval) {
        return String.format(Locale.ROOT, "%+.2f [%+.2f, %+.2f]", interval.mean(), interval.low(), interval.high());
    }

    private static String spread(double[] values) {
        MeanInterval all = MeanInterval.of(values);
        return String.format(Locale.ROOT, "%.2f, %.2f", all.mean(), all.deviation());
    }

    /** The mean curve of some lessons, at ten of its points at most. */
    static String curve(String name, List<Lesson> lessons, Function<Lesson, Outcome> outcomes) {
        List<List<Double>> curves =
                lessons.stream().map(lesson -> outcomes.apply(lesson).curve()).toList();
        int length = curves.stream().mapToInt(List::size).min().orElse(0);
        int[] places = places(length);
        return String.format(Locale.ROOT, "%-44s ", name)
                + Arrays.stream(places)
                        .mapToObj(epoch -> String.format(
                                Locale.ROOT,
                                "%d: %.1f",
                                epoch + 1,
                                PERCENT
                                        * curves.stream()
                                                .mapToDouble(curve -> curve.get(epoch))
                                                .average()
                                                .orElse(Double.NaN)))
                        .collect(Collectors.joining(", "));
    }

    private static int[] places(int length) {
        int most = Math.min(10, length);
        int[] places = new int[most];
        for (int i = 0; i < most; i++) {
            places[i] = (i + 1) * length / most - 1;
        }
        return places;
    }
}
