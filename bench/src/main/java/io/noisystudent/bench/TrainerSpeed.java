package io.noisystudent.bench;

import io.noisystudent.bench.images.Pictures;
import io.noisystudent.bench.statistics.Estimate;
import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.NotMeasuredException;
import io.noisystudent.bench.statistics.Series;
import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.bench.worker.TrainingOrder;
import io.noisystudent.bench.worker.TrainingOrder.Kind;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Images per second of training with all noise, against a PyTorch script of the same network without any, against the same
 * trainer whose batches are on the device already, and beside what decoding and noise come to on the loaders.
 */
final class TrainerSpeed implements CheckedPart {
    private final Trainers trainers;
    private final List<Arithmetic> arithmetics;
    private final SideBySide sideBySide;

    TrainerSpeed(Trainers trainers, List<Arithmetic> arithmetics, SideBySide sideBySide) {
        this.trainers = trainers;
        this.arithmetics = arithmetics;
        this.sideBySide = sideBySide;
    }

    @Override
    public void run(Report report, Consumer<Check> checks) throws Exception {
        for (TrainerScale.Load load : trainers.scale().loads()) {
            for (Arithmetic arithmetic : arithmetics) {
                try {
                    compare(report, load, arithmetic).forEach(checks);
                } catch (NotMeasuredException e) {
                    String reason = String.valueOf(e.getMessage());
                    checks.accept(Check.failed(subject(load, arithmetic), reason));
                    report.line("FAILED: %s", reason);
                    report.line("");
                }
            }
        }
    }

    private static String subject(TrainerScale.Load load, Arithmetic arithmetic) {
        return load.network() + ", " + load.side() + " px, " + arithmetic;
    }

    private List<Check> compare(Report report, TrainerScale.Load load, Arithmetic arithmetic) throws Exception {
        TrainingOrder order = trainers.order(load.network(), arithmetic, load.side(), load.batch(), load.steps());
        report.line(
                "TRAINING  %s, %s, images of %s, batches of %d, %d steps per round, on %s, %d threads, %d loaders",
                load.network(),
                arithmetic,
                order.shape(),
                load.batch(),
                load.steps(),
                trainers.device(),
                trainers.threads(),
                trainers.loaders());
        Graph graph = Networks.build(load.network(), order.shape(), Pictures.classes(), 1);
        List<Series> series = sideBySide.measure(List.of(
                new Contender("with all noise", () -> measure("train", order.with(Kind.NOISE))),
                new Contender("the same, batches on the device", () -> measure("train", order.with(Kind.RESIDENT))),
                new Contender("decoding JPEG and noise, all loaders", () -> measure("load", order.with(Kind.IMAGES))),
                new Contender("PyTorch script without noise", () -> trainers.workers()
                        .pythonTraining(load.network(), graph, order.shape())
                        .measure("train", order))));
        report.table("images", series, series.get(series.size() - 1));
        List<Check> checks = judge(load, arithmetic, series, trainers.scale());
        if (trainers.workers().hasPython()) {
            return checks;
        }
        report.line("not compared with PyTorch: give --python");
        report.line("");
        return checks.subList(0, 2);
    }

    private Measurement measure(String command, TrainingOrder order) {
        return trainers.answer(worker -> worker.measure(command, order));
    }

    /** @param series with all noise, resident, loading, script */
    static List<Check> judge(TrainerScale.Load load, Arithmetic arithmetic, List<Series> series, TrainerScale scale) {
        String subject = subject(load, arithmetic);
        Series noise = series.get(0);
        Series resident = series.get(1);
        return List.of(
                ratio("training to batches on the device: " + subject, noise, resident, scale.leastOfResident()),
                ratio("decoding and noise to the device: " + subject, series.get(2), resident, scale.leastOfDevice()),
                ratio("training to PyTorch: " + subject, noise, series.get(3), load.leastOfScript()));
    }

    /** Holds unless the whole interval is below. */
    static Check ratio(String subject, Series found, Series base, double least) {
        for (Series series : List.of(found, base)) {
            if (!series.isMeasured()) {
                return Check.failed(subject, series.name() + ": " + series.refusal());
            }
        }
        Estimate ratio = found.ratioTo(base);
        return new Check(
                subject,
                Report.text(ratio, "%.3f"),
                String.format(Locale.ROOT, "interval reaches %.2f", least),
                ratio.high() >= least);
    }
}
