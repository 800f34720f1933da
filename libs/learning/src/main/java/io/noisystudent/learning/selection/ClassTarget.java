package io.noisystudent.learning.selection;

import io.noisystudent.contracts.config.SelectionConfig;
import java.util.Arrays;

/**
 * How many rows of each class are wanted.
 *
 * @param perClass a count, or {@link #AUTO} for the median of the counts of the classes that have any
 * @param duplicateScarce repeat the samples of classes that are short of it
 */
public record ClassTarget(int perClass, boolean duplicateScarce) {
    public static final int AUTO = SelectionConfig.AUTO;

    public ClassTarget {
        if (perClass < 0) {
            throw new IllegalArgumentException("perClass is " + perClass + "; give a count, or 0 for the median");
        }
    }

    static ClassTarget of(SelectionConfig config) {
        return new ClassTarget(config.perClass(), config.duplicateScarce());
    }

    /** Rows wanted of each class when these are there. */
    int rows(int[] countPerClass) {
        return perClass == AUTO ? median(countPerClass) : perClass;
    }

    private static int median(int[] countPerClass) {
        int[] counts = Arrays.stream(countPerClass).filter(n -> n > 0).sorted().toArray();
        int middle = counts.length / 2;
        if (counts.length == 0) {
            return 0;
        }
        return counts.length % 2 == 1 ? counts[middle] : (counts[middle - 1] + counts[middle]) / 2;
    }
}
