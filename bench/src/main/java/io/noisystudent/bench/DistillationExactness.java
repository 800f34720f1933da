package io.noisystudent.bench;

import io.noisystudent.bench.distillation.TermCase;
import io.noisystudent.bench.distillation.TermComparison;
import io.noisystudent.bench.distillation.TermSetting;
import io.noisystudent.bench.distillation.TraceDifference;
import io.noisystudent.bench.statistics.NotMeasuredException;
import io.noisystudent.bench.worker.BenchWorkers;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.TrainingOptions;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Every term of the loss beside an independent one in PyTorch: the same weights and images give the same gradients. */
final class DistillationExactness implements CheckedPart {
    private static final double TOLERANCE = 1e-4;
    private static final String ROW = "%-34s %10s %10s %10s %10s %10s %10s  %-7s %s";

    private final BenchWorkers workers;
    private final int threads;
    private final long seed;
    private final Path directory;

    /** @param directory for files, which is there */
    DistillationExactness(BenchWorkers workers, int threads, long seed, Path directory) {
        this.workers = workers;
        this.threads = threads;
        this.seed = seed;
        this.directory = directory;
    }

    @Override
    public void run(Report report, Consumer<Check> checks) throws IOException {
        TermSetting.Scale scale = TermSetting.Scale.FULL;
        String torch = Arrays.stream(workers.python().ask("version"))
                .mapToObj(part -> String.valueOf((int) part))
                .collect(Collectors.joining("."));
        report.line(
                "EXACTNESS  %s taught by %s, float32, one batch of %d labeled and %d unlabeled images of %d pixels, each term"
                        + " alone, SGD with momentum 0.9; PyTorch %s, seed %d: differences of the loss as a share of it, and of"
                        + " the gradient of the weight where it is most as a share of its length, at the start, after one step"
                        + " and after ten; at most %.0e of each is required",
                scale.student(), scale.teacher(), scale.rows(), scale.rows(), scale.side(), torch, seed, TOLERANCE);
        report.line(ROW, "", "loss, 0", "1", "10", "grad., 0", "1", "10", "", "weight");
        TrainingOptions options = new TrainingOptions(seed, threads, 1, Precision.FP32);
        TermComparison comparison =
                new TermComparison(TermSetting.of(scale, seed, options), options, files -> workers.python()
                        .ask("exact", URLEncoder.encode(files.toString(), StandardCharsets.UTF_8)));
        Path files = Files.createDirectories(directory.resolve("exactness").toAbsolutePath());
        for (TermCase term : TermCase.all()) {
            checks.accept(compare(report, comparison, term, files));
        }
        report.line("");
    }

    private static Check compare(Report report, TermComparison comparison, TermCase term, Path files)
            throws IOException {
        try {
            List<TraceDifference> found = comparison.of(term, files);
            TraceDifference last = found.get(found.size() - 1);
            boolean holds = found.stream().allMatch(difference -> difference.within(TOLERANCE));
            report.line(
                    ROW,
                    term.name(),
                    share(found.get(0).loss()),
                    share(found.get(1).loss()),
                    share(last.loss()),
                    share(found.get(0).gradient()),
                    share(found.get(1).gradient()),
                    share(last.gradient()),
                    holds ? "held" : "NOT",
                    last.weight());
            double largest =
                    found.stream().mapToDouble(TraceDifference::largest).max().orElseThrow();
            return new Check(term.name(), share(largest), "at most " + share(TOLERANCE), holds);
        } catch (NoisyStudentException e) {
            return failed(report, term, e.describe());
        } catch (NotMeasuredException e) {
            return failed(report, term, String.valueOf(e.getMessage()));
        }
    }

    private static Check failed(Report report, TermCase term, String reason) {
        report.line("%-34s FAILED: %s", term.name(), reason);
        return Check.failed(term.name(), reason);
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }
}
