package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Self-training on digits: run it by hand with the directory of the IDX files
 * {@code t10k-images-idx3-ubyte.gz} and {@code t10k-labels-idx1-ubyte.gz}, their common prefix, a {@code pipeline.yaml},
 * how many images of each class are labeled, and a seed.
 *
 * <p>A thousand images are the test set, the others that are not labeled are the unlabeled ones.
 */
final class DigitsTrial {
    private static final int CLASSES = 10;
    private static final int TEST_IMAGES = 1000;

    private DigitsTrial() {}

    public static void main(String[] arguments) {
        LabeledSamples all = IdxFiles.read(Path.of(arguments[0]), arguments[1]);
        PipelineConfig pipeline = PipelineConfigReader.read(Path.of(arguments[2]));
        int labelsPerClass = Integer.parseInt(arguments[3]);
        long seed = Long.parseLong(arguments[4]);
        SelfTraining loop = split(all, pipeline, labelsPerClass, seed);
        SelfTrainingTrial.run(loop, pipeline);
    }

    private static SelfTraining split(LabeledSamples all, PipelineConfig pipeline, int labelsPerClass, long seed) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, all.labels().length).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        int[] taken = new int[CLASSES];
        List<Integer> labeled = new ArrayList<>();
        List<Integer> unlabeled = new ArrayList<>();
        for (int i : order.subList(TEST_IMAGES, order.size())) {
            (taken[all.labels()[i]]++ < labelsPerClass ? labeled : unlabeled).add(i);
        }
        return new SelfTraining(
                subset(all, labeled),
                subset(all, unlabeled),
                subset(all, order.subList(0, TEST_IMAGES)),
                CLASSES,
                pipeline,
                TrainingOptions.of(seed));
    }

    private static LabeledSamples subset(LabeledSamples all, List<Integer> indices) {
        return IdxFiles.subset(all, indices.stream().mapToInt(Integer::intValue).toArray());
    }
}
