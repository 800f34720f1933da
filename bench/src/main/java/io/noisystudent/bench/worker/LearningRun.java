package io.noisystudent.bench.worker;

import io.noisystudent.bench.experiment.SelfTraining;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.training.EpochReport;
import io.noisystudent.learning.training.Evaluation;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.StepReport;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import static java.util.Objects.requireNonNull;

/** A teacher on labeled images and a student on all of them, as long as a number of seconds lets them. */
final class LearningRun {
    private static final String PIPELINE = "/gpu-learning.yaml";
    private static final double NANOSECONDS = 1e9;
    /** Of the seconds after reading, for each of two trials. What is left is for labeling and evaluating. */
    private static final double TRIAL = 0.05;

    private static final double TEACHER = 0.25;
    private static final double STUDENT = 0.45;
    /** Of the curve of the teacher, whose epochs would be short. */
    private static final int POINTS = 10;

    private static final Recipe.EarlyStopping NEVER = new Recipe.EarlyStopping(1_000_000, Split.VALIDATION);

    private final LearningOrder order;
    private final LearningOrder.Images images;
    private final PipelineConfig pipeline = pipeline();
    private final TrainingOptions options;
    private final double seconds;
    private final long start = System.nanoTime();
    private final List<Double> curve = new ArrayList<>();

    /** @param seconds from now */
    private LearningRun(LearningOrder order, LearningOrder.Images images, double seconds) {
        this.order = order;
        this.images = images;
        this.seconds = seconds;
        options = new TrainingOptions(
                1, order.training().compute(false), order.training().loaders());
    }

    /**
     * Accuracies on test images of the teacher and of the student, as fractions, and the share of the student's labels
     * that are right; then the curve on validation images, four numbers for each point: 0 for the teacher or 1 for the
     * student, seconds since the images were read, steps, accuracy of the averaged weights.
     */
    static double[] take(LearningOrder order) {
        long begun = System.nanoTime();
        LearningOrder.Images images = order.read();
        double left = order.seconds() - (System.nanoTime() - begun) / NANOSECONDS;
        LearningRun run = new LearningRun(order, images, left);
        Recipe student = run.recipe(1);
        return run.take(new Speed(
                run.trial(run.recipe(0).batchSize()), run.trial(student.batchSize() * (1 + student.unlabeledRatio()))));
    }

    /** The same at a speed that is known. */
    static double[] take(LearningOrder order, Speed speed) {
        return new LearningRun(order, order.read(), order.seconds()).take(speed);
    }

    /** Steps per second. A student's are larger; how much longer they take depends on what limits the device. */
    record Speed(double teacher, double student) {}

    private double[] take(Speed speed) {
        double[] results = results(speed);
        double[] all = new double[LearningOrder.RESULTS + curve.size()];
        System.arraycopy(results, 0, all, 0, LearningOrder.RESULTS);
        for (int i = 0; i < curve.size(); i++) {
            all[LearningOrder.RESULTS + i] = curve.get(i);
        }
        return all;
    }

    private double[] results(Speed speed) {
        Recipe teaching = recipe(0).withSteps(steps(TEACHER, speed.teacher()));
        LabeledSamples labeled = images.labeled();
        int rows = teaching.steps() * teaching.batchSize();
        LabeledSamples repeated = RepeatedSamples.of(labeled, Math.max(labeled.size(), rows / POINTS));
        SelfTraining.Generation teacher = loop(repeated, new Curve(0)).teacher(teaching);
        Recipe learning = recipe(1).withSteps(steps(STUDENT, speed.student()));
        SelfTraining.Generation student = loop(labeled, new Curve(1)).student(learning, teacher.graph());
        Compute compute = options.compute();
        return new double[] {
            Evaluation.accuracy(teacher.graph(), images.test(), compute),
            Evaluation.accuracy(student.graph(), images.test(), compute),
            student.labelAccuracy()
        };
    }

    /** The recipe of a generation, which keeps the weights that are best on validation images. */
    private Recipe recipe(int generation) {
        return pipeline.recipe(generation)
                .withNetwork(order.training().network())
                .withEarlyStopping(NEVER);
    }

    private int steps(double share, double perSecond) {
        return (int) Math.max(1, share * seconds * perSecond);
    }

    private SelfTraining loop(LabeledSamples labeled, TrainingListener listener) {
        return new SelfTraining(
                labeled, images.unlabeled(), images.validation(), images.classes(), pipeline, options, listener);
    }

    /** Steps per second of the network with so many rows, of labeled images. */
    private double trial(int rows) {
        Trial trial = new Trial(options.compute(), TRIAL * seconds);
        try {
            loop(RepeatedSamples.of(images.labeled(), 1 << 21), trial).teacher(endless(recipe(0), rows));
            throw new IllegalStateException("the trial was not ended");
        } catch (CancellationException e) {
            return trial.stepsPerSecond();
        }
    }

    private static Recipe endless(Recipe recipe, int rows) {
        return new Recipe(
                recipe.network(),
                0,
                Integer.MAX_VALUE / 2,
                rows,
                recipe.unlabeledRatio(),
                recipe.objective(),
                recipe.optimizer(),
                recipe.noise(),
                recipe.movingAverageDecay(),
                recipe.phases(),
                recipe.earlyStopping(),
                null);
    }

    private static PipelineConfig pipeline() {
        try (InputStream file = requireNonNull(LearningRun.class.getResourceAsStream(PIPELINE), PIPELINE)) {
            return PipelineConfigReader.parse(
                    new String(file.readAllBytes(), StandardCharsets.UTF_8), PIPELINE.substring(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double seconds() {
        return (System.nanoTime() - start) / NANOSECONDS;
    }

    /** Keeps the accuracies. */
    private final class Curve implements TrainingListener {
        private final int generation;

        Curve(int generation) {
            this.generation = generation;
        }

        @Override
        public void stepped(StepReport report) {
            // Epochs are enough.
        }

        @Override
        public void epochEnded(EpochReport report) {
            report.heldOutAccuracy()
                    .ifPresent(accuracy ->
                            curve.addAll(List.of((double) generation, seconds(), (double) report.step(), accuracy)));
        }
    }

    /** Ends a training after some seconds, the first steps not counted. */
    private static final class Trial implements TrainingListener {
        private static final int WARM_UP = 5;

        private final Compute compute;
        private final double length;
        private int begun;
        private long start;
        private double seconds;

        Trial(Compute compute, double length) {
            this.compute = compute;
            this.length = length;
        }

        @Override
        public boolean isCancelled() {
            if (begun == WARM_UP) {
                compute.synchronize();
                start = System.nanoTime();
            }
            boolean ends = begun > WARM_UP && (System.nanoTime() - start) / NANOSECONDS >= length;
            if (ends) {
                compute.synchronize();
                seconds = (System.nanoTime() - start) / NANOSECONDS;
            } else {
                begun++;
            }
            return ends;
        }

        double stepsPerSecond() {
            return (begun - WARM_UP) / seconds;
        }

        @Override
        public void stepped(StepReport report) {
            // It is asked before each step.
        }
    }
}
