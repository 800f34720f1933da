package io.noisystudent.contracts.config;

/**
 * Which pseudo-labels enter a training, chosen over all of them at once.
 *
 * @param perClass target per class; {@link #AUTO} takes the median of the accepted counts
 * @param duplicateScarce repeat the samples of classes that are short of the target
 */
public record SelectionConfig(int perClass, boolean duplicateScarce) {
    public static final int AUTO = 0;
}
