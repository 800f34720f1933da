package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Which pseudo-labels enter a training, chosen over all of them at once, and what becomes of votes on labeled images.
 * Requests that were stored before a component existed have its default.
 *
 * @param growth 1 in requests, whose target is the generation's own
 * @param votes null is Dawid-Skene, also in requests, so that those of earlier versions stay as they are
 */
public record SelectionConfig(
        @Key(
                allowed = "[1, 2147483647]",
                or = "auto",
                defaultValue = "auto",
                doc = "target per class; `auto` is the median of the accepted counts")
        int perClass,

        @Key(defaultValue = "true", doc = "repeat the samples of classes that are short of the target")
        boolean duplicateScarce,

        @Key(
                defaultValue = "most-confident",
                give = "{soft-match: {deviations: 2}}",
                doc = "which of the accepted pseudo-labels a student learns from")
        @Nullable
        SelectionRule rule,

        @Key(allowed = "[0, 1)", defaultValue = "0", doc = "below it none is chosen, whatever the labelers accepted")
        @Nullable
        Double minConfidence,

        @Key(
                name = "align",
                defaultValue = "none",
                doc = "multiply the teacher's probabilities by a factor per class, so that their mean"
                        + " comes near to equal shares, or to those of the labeled samples")
        @Nullable
        Alignment alignment,

        @Key(
                defaultValue = "false",
                doc = "choose by confidences that are scaled with the temperature under which the teacher"
                        + " is best calibrated on the validation split; what the student learns stays as it is")
        @Nullable
        Boolean calibrate,

        @Key(
                before = "duplicate-scarce",
                allowed = "(0, 100]",
                defaultValue = "1",
                doc = "the target of every further generation, as a multiple; above 1 the first students"
                        + " learn from what the teacher is surest of, for teachers that are often wrong; it"
                        + " ends at the largest class")
        @Nullable
        Double growth,

        @Key(
                allowed = "majority, mean",
                or = "dawid-skene",
                defaultValue = "dawid-skene",
                doc = "what becomes of the votes of several annotators on one [labeled image](#labels-with-doubt): the"
                        + " class with most votes, their shares, or what is probable by how reliable each annotator is")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        Votes votes) {
    public static final int AUTO = 0;

    public SelectionConfig {
        rule = rule == null ? new SelectionRule.MostConfident() : rule;
        minConfidence = minConfidence == null ? Double.valueOf(0) : minConfidence;
        alignment = alignment == null ? Alignment.NONE : alignment;
        calibrate = calibrate == null ? Boolean.FALSE : calibrate;
        growth = growth == null ? Double.valueOf(1) : growth;
        votes = votes == Votes.DAWID_SKENE ? null : votes;
    }

    /** The same target in every generation. */
    public SelectionConfig(
            int perClass,
            boolean duplicateScarce,
            @Nullable SelectionRule rule,
            @Nullable Double minConfidence,
            @Nullable Alignment alignment,
            @Nullable Boolean calibrate) {
        this(perClass, duplicateScarce, rule, minConfidence, alignment, calibrate, null, null);
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
        return new SelectionConfig(
                target,
                duplicateScarce,
                rule().inGeneration(generation),
                minConfidence,
                alignment,
                calibrate,
                null,
                votes);
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

    /** Never null. */
    public Votes votesOrDefault() {
        return votes == null ? Votes.DAWID_SKENE : votes;
    }

    /** What becomes of the votes of several annotators on one image. */
    public enum Votes {
        /** The class with most votes; of several, each has the same share. */
        MAJORITY,
        /** The shares of the votes. */
        MEAN,
        /** What is probable by the confusion matrices that all votes give the annotators. */
        DAWID_SKENE
    }

    /** To what the mean of the teacher's distributions is brought nearer. */
    public enum Alignment {
        NONE,
        /** All classes alike. */
        UNIFORM,
        /** The classes' shares of the labeled samples. */
        LABELED
    }
}
