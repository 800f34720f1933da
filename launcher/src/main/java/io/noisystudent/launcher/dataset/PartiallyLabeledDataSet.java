package io.noisystudent.launcher.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A data set of which only a few labels are used.
 *
 * @param train images whose labels are used for training
 * @param validation images whose labels are used for the gate
 * @param unlabeled images whose labels are kept back
 * @param test images that only measure
 */
public record PartiallyLabeledDataSet(
        List<Picture> train, List<Picture> validation, List<Picture> unlabeled, List<Picture> test) {
    private static final int VALIDATION_PART = 5;

    public PartiallyLabeledDataSet {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        unlabeled = List.copyOf(unlabeled);
        test = List.copyOf(test);
    }

    /**
     * Keeps {@code labelsPerClass} labels of each class, chosen by the seed. A fifth of them, at least one when there
     * is more than one, is for validation, unless the data set brings its own.
     */
    public static PartiallyLabeledDataSet of(DataSet data, int labelsPerClass, long seed) {
        List<Picture> shuffled = new ArrayList<>(data.train());
        Collections.shuffle(shuffled, new Random(seed));
        boolean ownValidation = !data.validation().isEmpty();
        int validationPerClass =
                ownValidation || labelsPerClass == 1 ? 0 : Math.max(1, labelsPerClass / VALIDATION_PART);
        int[] taken = new int[data.classes().size()];
        List<Picture> train = new ArrayList<>();
        List<Picture> validation = new ArrayList<>(data.validation());
        List<Picture> unlabeled = new ArrayList<>();
        for (Picture picture : shuffled) {
            int already = taken[picture.label()]++;
            if (already < validationPerClass) {
                validation.add(picture);
            } else if (already < labelsPerClass) {
                train.add(picture);
            } else {
                unlabeled.add(picture);
            }
        }
        return new PartiallyLabeledDataSet(train, validation, unlabeled, data.test());
    }
}
