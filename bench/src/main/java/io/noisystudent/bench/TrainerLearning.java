package io.noisystudent.bench;

import io.noisystudent.bench.worker.Arithmetic;
import io.noisystudent.bench.worker.LearningOrder;
import io.noisystudent.bench.worker.TrainingOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** A teacher and a student on photographs with few labels, for as long as there is time: their accuracy as a curve. */
final class TrainerLearning implements CheckedPart {
    /** Chosen from the labeled and the unlabeled images; as many test images there are, if they are invented. */
    private static final int HELD_OUT_PER_CLASS = 100;

    private static final String SUBJECT = "test accuracy of teacher and student";

    private final Trainers trainers;
    private final Arithmetic arithmetic;
    private final Images images;
    private final DoubleSupplier secondsLeft;

    /**
     * What is learned from.
     *
     * @param path a directory, or an archive of one; none takes invented images
     * @param labelsPerClass how many of each class are labeled
     */
    record Images(Optional<Path> path, int labelsPerClass) {}

    /** @param secondsLeft asked when this begins */
    TrainerLearning(Trainers trainers, Arithmetic arithmetic, Images images, DoubleSupplier secondsLeft) {
        this.trainers = trainers;
        this.arithmetic = arithmetic;
        this.images = images;
        this.secondsLeft = secondsLeft;
    }

    @Override
    public void run(Report report, Consumer<Check> checks) throws Exception {
        if (images.path().isEmpty()) {
            checks.accept(learn(report, Optional.empty()));
            return;
        }
        Path path = images.path().get();
        if (Files.isDirectory(path)) {
            checks.accept(learn(report, Optional.of(path)));
            return;
        }
        try (UnpackedArchive archive = UnpackedArchive.of(path)) {
            checks.accept(learn(report, Optional.of(archive.directoryOf("train"))));
        }
    }

    private Check learn(Report report, Optional<Path> directory) {
        TrainerScale.Learning scale = trainers.scale().learning();
        double left = secondsLeft.getAsDouble();
        if (left < scale.fewestSeconds()) {
            return Check.failed(
                    SUBJECT,
                    String.format(
                            Locale.ROOT,
                            "%.0f s are left, and it takes %.0f at least; give more --minutes, or fewer --parts",
                            left,
                            scale.fewestSeconds()));
        }
        double seconds = Math.min(left, scale.mostSeconds());
        report.line(
                "LEARNING  %s, %s, on %s, images %s, %d labels per class, %.0f s; recipes of "
                        + "experiments/gpu-learning.yaml, accuracy of the averaged weights on %d validation images per class",
                scale.network(),
                arithmetic,
                trainers.device(),
                directory.map(Path::toString).orElse("invented"),
                images.labelsPerClass(),
                seconds,
                HELD_OUT_PER_CLASS);
        TrainingOrder training = trainers.order(scale.network(), arithmetic, TrainerScale.SMALL_SIDE, 1, 1);
        Check check = Check.of(SUBJECT, () -> {
            LearningOrder order =
                    new LearningOrder(training, images.labelsPerClass(), HELD_OUT_PER_CLASS, seconds, directory);
            double[] found = trainers.answer(worker -> worker.ask("learn", order));
            print(report, found);
            return judge(found, scale.leastAccuracy());
        });
        report.line("%s: %s; %s", SUBJECT, check.found(), check.verdict());
        report.line("");
        return check;
    }

    private static void print(Report report, double[] found) {
        report.line("%-8s %8s %8s %10s", "", "seconds", "steps", "validation");
        for (int i = LearningOrder.RESULTS; i + LearningOrder.POINT <= found.length; i += LearningOrder.POINT) {
            report.line(
                    "%-8s %8.1f %8.0f %10.3f",
                    found[i] == 0 ? "teacher" : "student", found[i + 1], found[i + 2], found[i + 3]);
        }
        report.line(
                "on test images, with the weights that were best on validation images: teacher %.3f, student %.3f; %.3f of "
                        + "the labels it learned from are right",
                found[0], found[1], found[2]);
    }

    /** @param found accuracies of teacher and student first */
    static Check judge(double[] found, double least) {
        return new Check(
                SUBJECT,
                String.format(Locale.ROOT, "%.3f and %.3f", found[0], found[1]),
                String.format(Locale.ROOT, "each at least %.1f", least),
                found[0] >= least && found[1] >= least);
    }
}
