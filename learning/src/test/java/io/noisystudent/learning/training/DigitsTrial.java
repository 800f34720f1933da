package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.selection.SelectionPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Self-training on digits without any service, to look for recipes: run it by hand with the directory of the IDX files
 * {@code t10k-images-idx3-ubyte.gz} and {@code t10k-labels-idx1-ubyte.gz}, their common prefix, and a seed.
 *
 * <p>A thousand images are the test set, eight of each class are labelled, the others are not. The last line is the
 * control: the network of the students on the labels alone, for as many steps as all took together.
 */
final class DigitsTrial {
    private static final Logger log = Logger.getLogger(DigitsTrial.class.getName());
    private static final int CLASSES = 10;
    private static final int TEST_IMAGES = 1000;
    private static final int LABELS_PER_CLASS = 8;
    private static final int GENERATIONS = 3;
    private static final SelectionPolicy POLICY = new SelectionPolicy(0.5, SelectionPolicy.AUTO, true);

    private DigitsTrial() {}

    public static void main(String[] arguments) {
        LabelledSamples all = IdxFiles.read(Path.of(arguments[0]), arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        SelfTraining loop = split(all, seed);
        SelfTraining.Generation generation = loop.teacher(recipe(500, 32, 0.3));
        report("teacher", generation);
        Recipe student = recipe(800, 16, 0.1);
        int steps = generation.statistics().steps();
        for (int n = 1; n <= GENERATIONS; n++) {
            generation = loop.student(student, generation.graph());
            report("student " + n, generation);
            steps += generation.statistics().steps();
        }
        report("control", loop.teacher(student.withSteps(steps)));
    }

    private static Recipe recipe(int steps, int batchSize, double learningRate) {
        return new Recipe(
                "small-cnn",
                0,
                steps,
                batchSize,
                4,
                new Recipe.Objective(true, 1, 0.1, null),
                new Recipe.Optimizer(learningRate, 0.9, 5e-4, 0.05),
                new Recipe.Noise(new Recipe.RandAugment(2, 10), 3, false, 8, 0.2, 0),
                0.99);
    }

    private static SelfTraining split(LabelledSamples all, long seed) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, all.labels().length).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        int[] taken = new int[CLASSES];
        List<Integer> labelled = new ArrayList<>();
        List<Integer> unlabelled = new ArrayList<>();
        for (int i : order.subList(TEST_IMAGES, order.size())) {
            (taken[all.labels()[i]]++ < LABELS_PER_CLASS ? labelled : unlabelled).add(i);
        }
        return new SelfTraining(
                subset(all, labelled),
                subset(all, unlabelled),
                subset(all, order.subList(0, TEST_IMAGES)),
                CLASSES,
                POLICY,
                TrainingOptions.of(seed));
    }

    private static LabelledSamples subset(LabelledSamples all, List<Integer> indices) {
        return IdxFiles.subset(all, indices.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void report(String name, SelfTraining.Generation generation) {
        TrainingStatistics statistics = generation.statistics();
        log.info(() -> String.format(
                Locale.ROOT,
                "%s: test accuracy %.4f, labels %.4f right, %d selected as %d rows, %d steps in %.1f s, %.0f images/s",
                name,
                generation.accuracy(),
                generation.labelAccuracy(),
                generation.selected(),
                generation.rows(),
                statistics.steps(),
                statistics.seconds(),
                statistics.imagesPerSecond()));
    }
}
