package io.noisystudent.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures contenders in turn, so that whatever else the machine does meets all of them alike.
 *
 * <p>Every second round goes backwards, and a first round of each is not counted: it warms up compilers and caches.
 */
final class SideBySide {
    private final PrintStream out;
    private final int rounds;

    SideBySide(PrintStream out, int rounds) {
        this.out = out;
        this.rounds = rounds;
    }

    /** Measures and prints a table, with ratios to the last contender's median; gives the medians. */
    double[] compare(List<Contender> contenders) throws Exception {
        double[][] rates = new double[contenders.size()][rounds];
        for (Contender contender : contenders) {
            contender.round().rate();
        }
        for (int round = 0; round < rounds; round++) {
            for (int i : order(contenders.size(), round)) {
                rates[i][round] = contenders.get(i).round().rate();
            }
        }
        double[] medians = Arrays.stream(rates).mapToDouble(SideBySide::median).toArray();
        double base = medians[medians.length - 1];
        line("%-44s %12s %12s %12s %8s", "images/s", "median", "min", "max", "ratio");
        for (int i = 0; i < medians.length; i++) {
            double[] sorted = rates[i];
            line(
                    "%-44s %12.0f %12.0f %12.0f %8.3f",
                    contenders.get(i).name(), medians[i], sorted[0], sorted[rounds - 1], medians[i] / base);
        }
        line(
                "%d rounds, %d cores, load average %.1f, Java %s",
                rounds,
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.version"));
        return medians;
    }

    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    private static List<Integer> order(int contenders, int round) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < contenders; i++) {
            order.add(round % 2 == 0 ? i : contenders - 1 - i);
        }
        return order;
    }

    /** Also sorts. */
    private static double median(double[] rates) {
        Arrays.sort(rates);
        int middle = rates.length / 2;
        return rates.length % 2 == 1 ? rates[middle] : (rates[middle - 1] + rates[middle]) / 2;
    }
}
