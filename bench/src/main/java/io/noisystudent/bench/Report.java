package io.noisystudent.bench;

import io.noisystudent.bench.statistics.Estimate;
import io.noisystudent.bench.statistics.Series;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/** Prints what was measured: medians with their 95 % intervals. */
final class Report {
    private static final double PER_THOUSAND = 1000;

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    /**
     * One row per contender.
     *
     * @param unit of the rates, per second
     * @param base to which the ratios are
     */
    void table(String unit, List<Series> all, Series base) {
        line(
                "%-42s %28s %16s %22s %22s",
                "", unit + "/s [95 %]", "CPU-s per 1000", "ratio [95 %]", "ratio of CPU [95 %]");
        for (Series series : all) {
            if (!series.isMeasured()) {
                line("%-42s not measured: %s", series.name(), series.refusal());
                continue;
            }
            line(
                    "%-42s %28s %16.4f %22s %22s",
                    series.name(),
                    text(series.rate(), series.rate().median() < 100 ? "%.2f" : "%.0f"),
                    series.cpuPerUnit().median() * PER_THOUSAND,
                    base.isMeasured() ? text(series.ratioTo(base), "%.3f") : "-",
                    base.isMeasured() ? text(series.cpuRatioTo(base), "%.3f") : "-");
        }
        line("");
    }

    /** The machine, as far as a figure depends on it. */
    void machine() {
        line(
                "%d cores, load average %.1f, Java %s, %s %s",
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"));
        line("");
    }

    static String text(Estimate estimate, String format) {
        return String.format(
                Locale.ROOT,
                format + " [" + format + ", " + format + "]",
                estimate.median(),
                estimate.low(),
                estimate.high());
    }
}
