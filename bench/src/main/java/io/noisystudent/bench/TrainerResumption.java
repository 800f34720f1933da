package io.noisystudent.bench;

import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.bench.worker.TrainingOrder;
import io.noisystudent.bench.worker.WorkerProcess;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** With deterministic algorithms a training gives the same bits again, and also if it was interrupted. */
final class TrainerResumption implements GpuPart {
    private static final int STEPS = 12;

    private final Trainers trainers;

    TrainerResumption(Trainers trainers) {
        this.trainers = trainers;
    }

    @Override
    public void run(Report report, Consumer<Check> checks) {
        TrainerScale scale = trainers.scale();
        report.line(
                "RESUME  of trainings of %d steps with all noise and deterministic algorithms on %s, ended before the last "
                        + "step and gone on from the last checkpoint; values of weights and statistics whose bits differ",
                STEPS, trainers.device());
        for (Arithmetic arithmetic : scale.resumed()) {
            checks.accept(compare(report, "resnet-20", arithmetic, TrainerScale.SMALL_SIDE, scale.compared()));
        }
        for (Arithmetic arithmetic : List.of(Arithmetic.FP32, Arithmetic.BF16)) {
            checks.accept(
                    compare(report, "efficientnet-b0", arithmetic, scale.largeSide(), scale.comparedLarge() / 2));
        }
        report.line("");
    }

    private Check compare(Report report, String network, Arithmetic arithmetic, int side, int batch) {
        TrainingOrder order =
                trainers.order(network, arithmetic, side, batch, STEPS).with(TrainingOrder.Kind.NOISE);
        String subject = "bits after resumption: " + network + ", " + side + " px, " + arithmetic;
        Check check = Check.of(subject, () -> {
            try (WorkerProcess worker = trainers.workers().deterministicJava()) {
                return judge(subject, worker.ask("resume", order));
            }
        });
        report.line("%-50s %s; %s", subject, check.found(), check.verdict());
        return check;
    }

    /** @param found differing again, differing after resumption, step of the checkpoint, changed by the training */
    static Check judge(String subject, double[] found) {
        return new Check(
                subject,
                String.format(
                        Locale.ROOT,
                        "%.0f differ again, %.0f after going on from step %.0f, of %.0f that training changed",
                        found[0],
                        found[1],
                        found[2],
                        found[3]),
                "none differs",
                found[0] == 0 && found[1] == 0 && found[2] > 0 && found[3] > 0);
    }
}
