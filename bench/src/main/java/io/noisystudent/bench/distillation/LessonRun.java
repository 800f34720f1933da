package io.noisystudent.bench.distillation;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.ClassifierOutputs;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.EpochReport;
import io.noisystudent.learning.training.Evaluation;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.StepReport;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.learning.training.TrainingResult;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/** Lessons of ours, in a worker; keeps the images from one to the next. */
public final class LessonRun {
    private static final double NANOSECONDS = 1e9;
    /** Of a trial, not counted. */
    private static final int WARM_UP = 2;
    /** The logits of fresh teachers are so large that at a usual rate matching them diverges. */
    private static final double TRIAL_RATE = 1e-9;

    private final Map<Study, StudyImages> images = new HashMap<>();

    /** Accuracy on test images, seconds, and the curve; of a trial the seconds of a step alone. */
    public double[] take(Path file) {
        LessonOrder order = LessonOrder.read(file);
        try {
            if (order.lesson().kind() == Lesson.Kind.ENSEMBLE) {
                return ensemble(order);
            }
            return order.steps() > 0 ? trial(order) : train(order);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StudyImages images(LessonOrder order) {
        return images.computeIfAbsent(order.study(), StudyImages::new);
    }

    /** The network that a lesson begins with. */
    static Graph initial(Lesson lesson, StudyImages images) {
        List<String> classes =
                IntStream.range(0, images.classes()).mapToObj(Integer::toString).toList();
        return Networks.build(lesson.recipe().network(), images.shape(), classes, lesson.seed());
    }

    /** Those that are trained, with their initial weights. */
    private static List<Training.Student> students(Lesson lesson, Recipe recipe, StudyImages images) {
        Training.Student first = new Training.Student(initial(lesson, images), recipe);
        if (lesson.kind() != Lesson.Kind.PAIR) {
            return List.of(first);
        }
        Lesson partner = Lesson.of(lesson.name(), Lesson.partner(lesson.seed()), recipe, lesson.perClass());
        return List.of(first, new Training.Student(initial(partner, images), recipe));
    }

    private double[] train(LessonOrder order) throws IOException {
        Lesson lesson = order.lesson();
        StudyImages study = images(order);
        TrainingData data = TrainingData.of(study.labeled(lesson.perClass())).taughtBy(teachers(order));
        boolean watched = lesson.recipe().earlyStopping() != null;
        TrainingOptions options = options(order);
        Curve curve = new Curve();
        TrainingResult result = new Training()
                .run(
                        students(lesson, lesson.recipe(), study),
                        watched ? data.evaluatedOn(study.validation()) : data,
                        options,
                        curve,
                        Checkpoints.NONE);
        double accuracy = 0;
        for (int i = 0; i < result.graphs().size(); i++) {
            Graph trained = result.graphs().get(i);
            keep(trained, order.network(lesson.id() + (i == 0 ? "" : ".partner")));
            accuracy += Evaluation.accuracy(trained, study.test(), options.compute())
                    / result.graphs().size();
        }
        List<Double> answer =
                new ArrayList<>(List.of(accuracy, result.statistics().seconds()));
        answer.addAll(curve.accuracies);
        return numbers(answer);
    }

    private static double[] numbers(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static TrainingOptions options(LessonOrder order) {
        return new TrainingOptions(order.lesson().seed(), order.threads(), 1, Precision.FP32);
    }

    private static Graph[] teachers(LessonOrder order) throws IOException {
        List<Graph> teachers = new ArrayList<>();
        for (String id : order.lesson().teachers()) {
            teachers.add(OnnxReader.read(order.network(id)));
        }
        return teachers.toArray(Graph[]::new);
    }

    /** A command that is killed leaves no half of a file. */
    private static void keep(Graph graph, Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        Files.write(beside, OnnxWriter.write(graph));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Seconds of a step, with fresh networks of the names that stand for the teachers. */
    private double[] trial(LessonOrder order) {
        Lesson lesson = order.lesson();
        StudyImages study = images(order);
        List<Graph> teachers = lesson.teachers().stream()
                .map(name -> initial(
                        new Lesson(name, lesson.kind(), 1, lesson.recipe().withNetwork(name), 1, List.of()), study))
                .toList();
        Recipe recipe = lesson.recipe()
                .withSteps(order.steps())
                .withEarlyStopping(null)
                .withOptimizer(lesson.recipe().optimizer().withLearningRate(TRIAL_RATE));
        Clock clock = new Clock(order.steps() - 1);
        try {
            new Training()
                    .run(
                            students(lesson, recipe, study),
                            TrainingData.of(study.labeled(lesson.perClass())).taughtBy(teachers.toArray(Graph[]::new)),
                            options(order),
                            clock,
                            Checkpoints.NONE);
        } catch (CancellationException e) {
            return new double[] {clock.secondsOfStep()};
        }
        throw new IllegalStateException("the trial was not ended");
    }

    private double[] ensemble(LessonOrder order) throws IOException {
        LabeledSamples test = images(order).test();
        double[][] sums = new double[test.size()][images(order).classes()];
        for (Graph member : teachers(order)) {
            add(member, test, sums);
        }
        int right = 0;
        for (int i = 0; i < sums.length; i++) {
            right += best(sums[i]) == test.labels()[i] ? 1 : 0;
        }
        return new double[] {(double) right / sums.length, 0};
    }

    private static void add(Graph member, LabeledSamples test, double[][] sums) {
        try (Classifier classifier = Classifier.open(member, InferenceOptions.defaults())) {
            for (int start = 0; start < sums.length; start += classifier.maxBatch()) {
                int count = Math.min(classifier.maxBatch(), sums.length - start);
                ByteBuffer input = classifier.input();
                for (int i = 0; i < count; i++) {
                    test.images().read(start + i, input);
                }
                ClassifierOutputs outputs = classifier.run(count);
                for (int i = 0; i < count; i++) {
                    float[] row = outputs.probabilities(i);
                    for (int k = 0; k < row.length; k++) {
                        sums[start + i][k] += row[k];
                    }
                }
            }
        }
    }

    private static int best(double[] values) {
        int best = 0;
        for (int k = 1; k < values.length; k++) {
            best = values[k] > values[best] ? k : best;
        }
        return best;
    }

    /** Keeps the accuracies on validation images. */
    private static final class Curve implements TrainingListener {
        private final List<Double> accuracies = new ArrayList<>();

        @Override
        public void stepped(StepReport report) {
            // Epochs are enough.
        }

        @Override
        public void epochEnded(EpochReport report) {
            report.heldOutAccuracy().ifPresent(accuracies::add);
        }
    }

    /** Times steps, and ends the training before the last one. */
    private static final class Clock implements TrainingListener {
        private final int last;
        private int begun;
        private long start;
        private double seconds;

        Clock(int last) {
            this.last = last;
        }

        @Override
        public boolean isCancelled() {
            if (begun == WARM_UP) {
                start = System.nanoTime();
            }
            if (begun == last) {
                seconds = (System.nanoTime() - start) / NANOSECONDS;
                return true;
            }
            begun++;
            return false;
        }

        double secondsOfStep() {
            return seconds / (last - WARM_UP);
        }

        @Override
        public void stepped(StepReport report) {
            // It is asked before each step.
        }
    }
}
