package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
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
 * {@code t10k-images-idx3-ubyte.gz} and {@code t10k-labels-idx1-ubyte.gz}, their common prefix, a {@code pipeline.yaml},
 * how many images of each class are labelled, and a seed.
 *
 * <p>A thousand images are the test set, the others that are not labelled are the unlabelled ones. The last line is the
 * control: the network of the students on the labels alone, for as many steps as all took together.
 */
final class DigitsTrial {
    private static final Logger log = Logger.getLogger(DigitsTrial.class.getName());
    private static final int CLASSES = 10;
    private static final int TEST_IMAGES = 1000;

    private DigitsTrial() {}

    public static void main(String[] arguments) {
        LabelledSamples all = IdxFiles.read(Path.of(arguments[0]), arguments[1]);
        PipelineConfig pipeline = PipelineConfigReader.read(Path.of(arguments[2]));
        int labelsPerClass = Integer.parseInt(arguments[3]);
        long seed = Long.parseLong(arguments[4]);
        SelfTraining loop = split(all, pipeline, labelsPerClass, seed);
        SelfTraining.Generation generation = loop.teacher(pipeline.recipe(0));
        report("teacher", generation);
        int steps = generation.statistics().steps();
        int generations = pipeline.curriculum().maxGenerations();
        for (int n = 1; n <= generations; n++) {
            generation = loop.student(pipeline.recipe(n), generation.graph());
            report("student " + n, generation);
            steps += generation.statistics().steps();
        }
        report("control", loop.teacher(pipeline.control(pipeline.recipe(generations), steps)));
    }

    private static SelfTraining split(LabelledSamples all, PipelineConfig pipeline, int labelsPerClass, long seed) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, all.labels().length).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        int[] taken = new int[CLASSES];
        List<Integer> labelled = new ArrayList<>();
        List<Integer> unlabelled = new ArrayList<>();
        for (int i : order.subList(TEST_IMAGES, order.size())) {
            (taken[all.labels()[i]]++ < labelsPerClass ? labelled : unlabelled).add(i);
        }
        return new SelfTraining(
                subset(all, labelled),
                subset(all, unlabelled),
                subset(all, order.subList(0, TEST_IMAGES)),
                CLASSES,
                pipeline,
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
