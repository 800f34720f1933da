package io.noisystudent.contracts.config;

import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Which pseudo-labels enter a training, chosen over all of them at once. Requests that were stored before a component
 * existed have its default.
 *
 * @param perClass target per class; {@link #AUTO} takes the median of the accepted counts
 * @param duplicateScarce repeat the samples of classes that are short of the target
 * @param rule the most confident ones by default
 * @param minConfidence below it no sample is chosen, whatever the labelers accepted; 0 by default
 * @param alignment of the teacher's distributions, in the selection and in the loss; none by default
 * @param calibrate scale the confidences by the temperature that suits the teacher on the validation split, for the
 *     selection only
 */
public record SelectionConfig(
        int perClass,
        boolean duplicateScarce,
        @Nullable SelectionRule rule,
        @Nullable Double minConfidence,
        @Nullable Alignment alignment,
        @Nullable Boolean calibrate) {
    public static final int AUTO = 0;

    public SelectionConfig {
        rule = rule == null ? new SelectionRule.MostConfident() : rule;
        minConfidence = minConfidence == null ? Double.valueOf(0) : minConfidence;
        alignment = alignment == null ? Alignment.NONE : alignment;
        calibrate = calibrate == null ? Boolean.FALSE : calibrate;
    }

    /** The most confident ones. */
    public SelectionConfig(int perClass, boolean duplicateScarce) {
        this(perClass, duplicateScarce, null, null, null, null);
    }

    /** Never null. */
    @Override
    public SelectionRule rule() {
        return requireNonNull(rule, "rule");
    }

    /** Never null. */
    @Override
    public Double minConfidence() {
        return requireNonNull(minConfidence, "minConfidence");
    }

    /** Never null. */
    @Override
    public Alignment alignment() {
        return requireNonNull(alignment, "alignment");
    }

    /** Never null. */
    @Override
    public Boolean calibrate() {
        return requireNonNull(calibrate, "calibrate");
    }

    /** To what the mean of the teacher's distributions is brought nearer. */
    public enum Alignment {
        NONE,
        /** All classes alike. */
        UNIFORM,
        /** The classes' shares of the labelled samples. */
        LABELED
    }
}
