package io.noisystudent.bench;

import io.noisystudent.bench.statistics.NotMeasuredException;
import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.bench.worker.BenchWorkers;
import io.noisystudent.bench.worker.TrainingOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** With deterministic algorithms a training gives the same bits again, and also if it was interrupted. */
final class TrainerResumption implements CheckedPart {
    private static final int STEPS = 12;

    private final Trainers trainers;

    TrainerResumption(Trainers trainers) {
        this.trainers = trainers;
    }

    /** An interrupted training, and why there is none. */
    private record Interrupted(TrainingOrder order, Path checkpoint, Optional<String> failure) {}

    @Override
    public void run(Report report, Consumer<Check> checks) throws IOException {
        report.line(
                "RESUME  of trainings of %d steps with all noise and deterministic algorithms on %s, ended before the last "
                        + "step and gone on from the last checkpoint in another process; values of weights and "
                        + "statistics whose bits differ",
                STEPS, trainers.device());
        List<Interrupted> all = new ArrayList<>();
        try {
            for (TrainingOrder order : orders()) {
                all.add(interrupt(order, Files.createTempFile("bench-", ".safetensors")));
            }
            trainers.workers().endJava();
            all.forEach(interrupted -> checks.accept(compare(report, interrupted)));
        } finally {
            for (Interrupted interrupted : all) {
                Files.deleteIfExists(interrupted.checkpoint());
            }
        }
        report.line("");
    }

    private List<TrainingOrder> orders() {
        TrainerScale scale = trainers.scale();
        List<TrainingOrder> orders = new ArrayList<>();
        for (Arithmetic arithmetic : scale.resumed()) {
            orders.add(order("resnet-20", arithmetic, TrainerScale.SMALL_SIDE, scale.compared()));
        }
        for (Arithmetic arithmetic : List.of(Arithmetic.FP32, Arithmetic.BF16)) {
            orders.add(order("efficientnet-b0", arithmetic, scale.largeSide(), scale.comparedLarge() / 2));
        }
        return orders;
    }

    private TrainingOrder order(String network, Arithmetic arithmetic, int side, int batch) {
        return trainers.order(network, arithmetic, side, batch, STEPS).with(TrainingOrder.Kind.NOISE);
    }

    private Interrupted interrupt(TrainingOrder order, Path checkpoint) {
        try {
            ask("interrupt", order, checkpoint);
            return new Interrupted(order, checkpoint, Optional.empty());
        } catch (NotMeasuredException e) {
            return new Interrupted(order, checkpoint, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private Check compare(Report report, Interrupted interrupted) {
        TrainingOrder order = interrupted.order();
        String subject = "bits after resumption: " + order.network() + ", "
                + order.shape().width() + " px, " + order.arithmetic();
        Check check = interrupted
                .failure()
                .map(reason -> Check.failed(subject, reason))
                .orElseGet(
                        () -> Check.of(subject, () -> judge(subject, ask("resume", order, interrupted.checkpoint()))));
        report.line("%-50s %s; %s", subject, check.found(), check.verdict());
        return check;
    }

    private double[] ask(String command, TrainingOrder order, Path checkpoint) {
        return trainers.answer(BenchWorkers::deterministicJava, worker -> worker.ask(command, order, checkpoint));
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
