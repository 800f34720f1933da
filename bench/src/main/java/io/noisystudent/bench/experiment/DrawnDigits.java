package io.noisystudent.bench.experiment;

import io.noisystudent.learning.training.LabeledSamples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A draw of digits: a thousand are the test set, and of the others so many of each class are labeled.
 *
 * @param unlabeled the rest, with labels that only statistics see
 */
record DrawnDigits(LabeledSamples labeled, LabeledSamples unlabeled, LabeledSamples test) {
    private static final int TEST_IMAGES = 1000;

    static DrawnDigits of(LabeledSamples all, int labelsPerClass, int classes, long seed) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, all.labels().length).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        int[] taken = new int[classes];
        List<Integer> labeled = new ArrayList<>();
        List<Integer> unlabeled = new ArrayList<>();
        for (int i : order.subList(TEST_IMAGES, order.size())) {
            (taken[all.labels()[i]]++ < labelsPerClass ? labeled : unlabeled).add(i);
        }
        return new DrawnDigits(
                subset(all, labeled), subset(all, unlabeled), subset(all, order.subList(0, TEST_IMAGES)));
    }

    private static LabeledSamples subset(LabeledSamples all, List<Integer> indices) {
        return IdxFiles.subset(all, indices.stream().mapToInt(Integer::intValue).toArray());
    }
}
