package io.noisystudent.bench;

import java.util.BitSet;

/**
 * How far the logits of one device are from those of another for the same images.
 *
 * @param largestLogit largest absolute logit that was expected
 * @param largestDifference largest absolute difference; NaN if a logit was
 * @param sameClass images whose largest logit is of the same class
 * @param classesSeen different classes that were expected; with one alone {@code sameClass} says little
 */
record Agreement(int images, double largestLogit, double largestDifference, int sameClass, int classesSeen) {
    /**
     * Compares.
     *
     * @param expected row after row, one logit for each class
     */
    static Agreement of(float[] expected, float[] found, int classes) {
        if (expected.length != found.length || expected.length % classes != 0) {
            throw new IllegalArgumentException(
                    expected.length + " and " + found.length + " logits are no rows of " + classes + " classes");
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            // Math.max keeps NaN.
            difference = Math.max(difference, Math.abs(expected[i] - found[i]));
        }
        int images = expected.length / classes;
        int same = 0;
        BitSet seen = new BitSet();
        for (int row = 0; row < images; row++) {
            int best = best(expected, row * classes, classes);
            seen.set(best);
            same += best(found, row * classes, classes) == best ? 1 : 0;
        }
        return new Agreement(images, largest, difference, same, seen.cardinality());
    }

    /** The largest difference as a share of the largest logit. */
    double relative() {
        return largestDifference / largestLogit;
    }

    /** Whether the difference is a small enough share of the largest logit; never with NaN. */
    boolean within(double tolerance) {
        return relative() <= tolerance;
    }

    private static int best(float[] logits, int from, int classes) {
        int best = 0;
        for (int label = 1; label < classes; label++) {
            best = logits[from + label] > logits[from + best] ? label : best;
        }
        return best;
    }
}
