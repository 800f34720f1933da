package io.noisystudent.learning.distillation;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Arrays;

/**
 * What a student that was not shown one class lacks besides: a bias that lets it say so. Added to the logit of that class,
 * it makes the class predicted as often as it occurs.
 *
 * <p>Source: Hinton, Vinyals, Dean 2015, section 3, whose bias was chosen by the errors on test images; here it is chosen
 * by frequency, on images that are not tested.
 */
public final class ClassBias {
    private ClassBias() {}

    /**
     * In the middle between the two margins where the number of predictions is that of the labels; beyond the last one by
     * {@code 1} if that is all images or none.
     *
     * @param logits (images, classes)
     * @param labels of the same images
     * @param missing the class
     * @throws NoisyStudentException {@code NO_TRAINING_DATA} without images
     */
    public static double of(float[][] logits, int[] labels, int missing) {
        if (logits.length == 0 || logits.length != labels.length) {
            throw new NoisyStudentException(
                    ErrorCode.NO_TRAINING_DATA,
                    "missing",
                    logits.length + " predictions and " + labels.length + " labels to choose a bias by; give as many"
                            + " of both, and one at least");
        }
        // What the logit of the class lacks to be the largest.
        double[] margins = Arrays.stream(logits)
                .mapToDouble(row -> largestOfOthers(row, missing) - row[missing])
                .sorted()
                .toArray();
        int wanted = (int) Arrays.stream(labels).filter(k -> k == missing).count();
        if (wanted == 0) {
            return margins[0] - 1;
        }
        if (wanted == margins.length) {
            return margins[wanted - 1] + 1;
        }
        return (margins[wanted - 1] + margins[wanted]) / 2;
    }

    private static double largestOfOthers(float[] row, int missing) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < row.length; k++) {
            largest = k == missing ? largest : Math.max(largest, row[k]);
        }
        return largest;
    }
}
