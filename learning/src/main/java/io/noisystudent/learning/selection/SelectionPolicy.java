package io.noisystudent.learning.selection;

/**
 * Which pseudo-labels enter a training.
 *
 * @param floor lowest confidence that is accepted, in [0, 1]
 * @param perClass rows wanted of each class; {@link #AUTO} takes the median of the accepted counts
 * @param duplicateScarce repeat the samples of classes that are short of the target
 */
public record SelectionPolicy(double floor, int perClass, boolean duplicateScarce) {
    /** The target is the median, over the classes with any accepted sample, of their accepted counts. */
    public static final int AUTO = 0;

    public SelectionPolicy {
        if (!(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException("floor is " + floor + "; it is a probability, between 0 and 1");
        }
        if (perClass < 0) {
            throw new IllegalArgumentException("perClass is " + perClass + "; give a count, or 0 for the median");
        }
    }
}
