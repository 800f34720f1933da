package io.noisystudent.learning.selection;

import java.util.Arrays;

/**
 * Lets pass what reaches its class's threshold: the mean confidence times the class's mean probability over that of the
 * largest class.
 *
 * <p>The self-adaptive thresholds of FreeMatch (Wang et al., ICLR 2023) in one pass over stored distributions, without
 * moving averages.
 */
public final class FreeMatchThresholds implements SelectionMethod {
    private final double max;
    private final SelectionMethod next;

    /**
     * Thresholds before another method.
     *
     * @param max no threshold is higher
     * @param next chooses among what passed
     */
    public FreeMatchThresholds(double max, SelectionMethod next) {
        this.max = max;
        this.next = next;
    }

    @Override
    public Selection select(TeacherLabels candidates) {
        double[] thresholds = thresholds(candidates);
        return next.select(candidates.keeping(i -> candidates.confidence(i) >= thresholds[candidates.label(i)]));
    }

    double[] thresholds(TeacherLabels candidates) {
        double[] mean = candidates.meanDistribution();
        double largest = Arrays.stream(mean).max().orElse(1);
        double confidence = candidates.meanConfidence();
        return Arrays.stream(mean)
                .map(p -> Math.min(max, confidence * p / largest))
                .toArray();
    }
}
