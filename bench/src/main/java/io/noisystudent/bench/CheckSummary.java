package io.noisystudent.bench;

import io.noisystudent.bench.statistics.NotMeasuredException;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayList;
import java.util.List;

/** What has to hold of all parts, in one table at the end; a part that fails does not keep the next from running. */
final class CheckSummary {
    private final Report report;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> left = new ArrayList<>();

    private record Row(String part, Check check) {}

    CheckSummary(Report report) {
        this.report = report;
    }

    /** Runs a part, whatever comes of it. */
    void run(String name, CheckedPart part) {
        long start = System.nanoTime();
        try {
            part.run(report, check -> rows.add(new Row(name, check)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(name, "the rest of the part", reason(e));
        } catch (Exception | LinkageError e) {
            fail(name, "the rest of the part", reason(e));
        }
        report.line("%s took %.1f s", name, (System.nanoTime() - start) / 1e9);
        report.line("");
    }

    private static String reason(Throwable failure) {
        if (failure instanceof NoisyStudentException known) {
            return known.describe();
        }
        return String.valueOf(failure instanceof NotMeasuredException ? failure.getMessage() : failure);
    }

    private void fail(String name, String subject, String reason) {
        report.line("%s FAILED: %s", name, reason);
        rows.add(new Row(name, Check.failed(subject, reason)));
    }

    /** A part that was asked for and cannot run. */
    void refuse(String name, String reason) {
        fail(name, "the whole part", reason);
        report.line("");
    }

    /** A part that cannot be asked for as things are, and why. */
    void leave(String name, String reason) {
        left.add(name + ": " + reason);
        report.line("%s does not run: %s", name, reason);
        report.line("");
    }

    /** Whether everything holds that was looked at; nothing at all is not good. */
    boolean isGood() {
        return !rows.isEmpty() && rows.stream().allMatch(row -> row.check().holds());
    }

    void print() {
        report.line("RESULTS");
        report.line("%-10s %-6s %-62s %s", "part", "", "what", "found (required)");
        rows.forEach(row -> report.line(
                "%-10s %-6s %-62s %s (%s)",
                row.part(),
                row.check().verdict(),
                row.check().subject(),
                row.check().found(),
                row.check().required()));
        left.forEach(reason -> report.line("not run: %s", reason));
        report.line(
                "%d of %d hold",
                rows.stream().filter(row -> row.check().holds()).count(), rows.size());
        report.line("");
    }
}
