package io.noisystudent.bench.distillation;

import io.noisystudent.bench.images.Photographs;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Schedule;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.PseudoLabeledSamples;
import io.noisystudent.learning.training.SampleSource;
import io.noisystudent.learning.training.SoftLabels;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What both sides of a comparison of terms begin with: a fresh student, a larger teacher that has learned a little, and
 * one batch, half of whose rows are labeled.
 *
 * @param peers fresh networks that are trained along where the term learns from them
 * @param teacher with weights and running statistics that a training made
 * @param soft labels of the unlabeled rows, which are no teacher's
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TermSetting(
        Graph student,
        List<Graph> peers,
        Graph teacher,
        LabeledSamples labeled,
        SampleSource unlabeled,
        float[][] soft,
        long seed) {
    /** Which networks, and how much. */
    public record Scale(String student, String teacher, int side, int rows, int teacherSteps) {
        /** That of the command: a batch of 32 images. */
        public static final Scale FULL = new Scale("resnet-8", "resnet-14x2", 8, 8, 60);
    }

    private static final int CHANNELS = 3;
    private static final double RATE = 0.005;
    /** Besides the student's network itself, with other weights. */
    private static final String OTHER_PEER = "resnet-14";
    /** Fresh images for the teacher in every step. */
    private static final int TEACHER_ROWS = 32;
    /** Weights of rows: of every second unlabeled one. */
    private static final double HALF = 0.5;

    /** Makes one; equal arguments make equal ones. */
    public static TermSetting of(Scale scale, long seed, TrainingOptions options) {
        ImageShape shape = new ImageShape(scale.side(), scale.side(), CHANNELS);
        LabeledSamples lessons = Photographs.distinguishable(shape, scale.teacherSteps() * TEACHER_ROWS, seed + 1);
        Graph teacher = Networks.build(scale.teacher(), shape, Pictures.classes(), seed + 1);
        ObjectiveTerm labels = new ObjectiveTerm.CrossEntropy(1, 0);
        Recipe recipe = recipe(scale.teacher(), labels, 0.05, TEACHER_ROWS, scale.teacherSteps());
        SplittableRandom random = new SplittableRandom(seed);
        float[][] soft = new float[scale.rows()][];
        for (int row = 0; row < soft.length; row++) {
            soft[row] = distribution(random);
        }
        return new TermSetting(
                Networks.build(scale.student(), shape, Pictures.classes(), seed),
                List.of(
                        Networks.build(OTHER_PEER, shape, Pictures.classes(), seed + 4),
                        Networks.build(scale.student(), shape, Pictures.classes(), seed + 5)),
                new Training()
                        .run(teacher, TrainingData.of(lessons), recipe, options, TrainingListener.NONE)
                        .graph(),
                Photographs.distinguishable(shape, scale.rows(), seed + 2),
                Photographs.distinguishable(shape, scale.rows(), seed + 3).images(),
                soft,
                seed);
    }

    private static float[] distribution(SplittableRandom random) {
        double[] values =
                random.doubles(Pictures.CLASSES).map(x -> Math.exp(4 * x)).toArray();
        double sum =
                IntStream.range(0, values.length).mapToDouble(k -> values[k]).sum();
        float[] row = new float[values.length];
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) (values[k] / sum);
        }
        return row;
    }

    /** A training with one term, at one rate after a first step that moves no weight. */
    Recipe recipe(ObjectiveTerm term, int steps) {
        return recipe(student.name(), term, RATE, labeled.size(), steps);
    }

    /** Who is trained: the student and, where the term learns from peers, these. */
    List<Graph> trained(ObjectiveTerm term) {
        return term instanceof ObjectiveTerm.Mutual
                ? Stream.concat(Stream.of(student), peers.stream()).toList()
                : List.of(student);
    }

    /** The same with their recipes. */
    List<Training.Student> students(ObjectiveTerm term, int steps) {
        return trained(term).stream()
                .map(graph -> new Training.Student(graph, recipe(term, steps).withNetwork(graph.name())))
                .toList();
    }

    private static Recipe recipe(String network, ObjectiveTerm term, double rate, int batch, int steps) {
        OptimizerConfig optimizer = new OptimizerConfig(
                rate, TermTrace.MOMENTUM, 0, 1.0 / steps, Recipe.Algorithm.SGD, new Schedule.Step(List.of(), 1));
        Noise none = new Noise(null, 0, false, 0, Noise.GRAY, 0, 0);
        return new Recipe(
                network,
                0,
                steps,
                batch,
                1,
                Recipe.Objective.of(List.of(term)),
                optimizer,
                none,
                0,
                Phases.JOINT,
                null,
                null);
    }

    TrainingData data() {
        int[] rows = IntStream.range(0, soft.length).toArray();
        return TrainingData.of(labeled)
                .with(new PseudoLabeledSamples(unlabeled, rows, new Stored()))
                .taughtBy(teacher);
    }

    private static double weight(int index) {
        return index % 2 == 0 ? 1 : HALF;
    }

    /** The same for the other side, labeled rows first. */
    Map<String, Tensor> tensors(ObjectiveTerm term) {
        int rows = labeled.size();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<Graph> trained = trained(term);
        for (int i = 0; i < trained.size(); i++) {
            String prefix = "student-" + i + "/";
            trained.get(i).initializers().forEach((name, value) -> put(tensors, prefix + name, value));
        }
        teacher.initializers().forEach((name, value) -> put(tensors, "teacher/" + name, value));
        tensors.put("images", images());
        tensors.put("labels", vector(2 * rows, row -> row < rows ? labeled.labels()[row] : 0));
        tensors.put("labeled", vector(2 * rows, row -> row < rows ? 1 : 0));
        tensors.put("weights", vector(2 * rows, row -> row < rows ? 1 : weight(row - rows)));
        float[] all = new float[2 * rows * Pictures.CLASSES];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(soft[row], 0, all, (rows + row) * Pictures.CLASSES, Pictures.CLASSES);
        }
        tensors.put("soft", Tensor.ofFloats(new long[] {2L * rows, Pictures.CLASSES}, all));
        return tensors;
    }

    /** The graphs' constants of other types describe shapes. */
    private static void put(Map<String, Tensor> tensors, String name, Tensor value) {
        if (value.type() == ElementType.FLOAT) {
            tensors.put(name, value);
        }
    }

    private Tensor images() {
        ImageShape shape = labeled.images().shape();
        int rows = labeled.size();
        ByteBuffer pixels = ByteBuffer.allocate(2 * rows * shape.bytes());
        IntStream.range(0, rows).forEach(row -> labeled.images().read(row, pixels));
        IntStream.range(0, rows).forEach(row -> unlabeled.read(row, pixels));
        long[] dims = {2L * rows, shape.height(), shape.width(), shape.channels()};
        return Tensor.ofBytes(ElementType.UINT8, dims, pixels.flip());
    }

    private interface Entry {
        double of(int row);
    }

    private static Tensor vector(int size, Entry entry) {
        float[] values = new float[size];
        for (int row = 0; row < size; row++) {
            values[row] = (float) entry.of(row);
        }
        return Tensor.vector(values);
    }

    private final class Stored implements SoftLabels {
        @Override
        public void read(int index, float[] row) {
            System.arraycopy(soft[index], 0, row, 0, row.length);
        }

        @Override
        public double weight(int index) {
            return TermSetting.weight(index);
        }
    }
}
