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
 * @param growth the target of a generation as a multiple of that of the generation before, so that the first students
 *     learn from what the teacher is surest of; 1 by default, and in requests, whose target is the generation's own
 */
public record SelectionConfig(
        int perClass,
        boolean duplicateScarce,
        @Nullable SelectionRule rule,
        @Nullable Double minConfidence,
        @Nullable Alignment alignment,
        @Nullable Boolean calibrate,
        @Nullable Double growth) {
    public static final int AUTO = 0;

    public SelectionConfig {
        rule = rule == null ? new SelectionRule.MostConfident() : rule;
        minConfidence = minConfidence == null ? Double.valueOf(0) : minConfidence;
        alignment = alignment == null ? Alignment.NONE : alignment;
        calibrate = calibrate == null ? Boolean.FALSE : calibrate;
        growth = growth == null ? Double.valueOf(1) : growth;
    }

    /** The same target in every generation. */
    public SelectionConfig(
            int perClass,
            boolean duplicateScarce,
            @Nullable SelectionRule rule,
            @Nullable Double minConfidence,
            @Nullable Alignment alignment,
            @Nullable Boolean calibrate) {
        this(perClass, duplicateScarce, rule, minConfidence, alignment, calibrate, null);
    }

    /**
     * What holds in one generation, of which the first that has a teacher is 1.
     *
     * @param largestClass pseudo-labels of the class that has most; a target that grew ends there, where all of them
     *     are chosen, since beyond it there are only more copies
     */
    public SelectionConfig inGeneration(int generation, long largestClass) {
        double grown = perClass * Math.pow(growth(), Math.max(0, generation - 1));
        double most = growth() > 1 ? Math.min(grown, (double) Math.max(perClass, largestClass)) : grown;
        int target = perClass == AUTO ? AUTO : (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.rint(most)));
        return new SelectionConfig(target, duplicateScarce, rule, minConfidence, alignment, calibrate);
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

    /** Never null. */
    @Override
    public Double growth() {
        return requireNonNull(growth, "growth");
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
