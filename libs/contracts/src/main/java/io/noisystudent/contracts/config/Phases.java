package io.noisystudent.contracts.config;

import org.jspecify.annotations.Nullable;

/** What precedes or follows the joint training on both kinds of rows, within the same number of steps. */
public record Phases(
        @Key(
                or = "none",
                defaultValue = "none",
                doc = "in place of joint training, pseudo-labeled rows alone first and labeled rows"
                        + " alone at the end, each with the whole schedule; ignored without pseudo-labels")
        @Nullable
        FineTuning fineTuning,

        @Key(
                or = "none",
                defaultValue = "none",
                doc = "train on smaller images, and at the end adapt classifier and last batch"
                        + " normalization to the pipeline's size, on labeled rows without noise; for"
                        + " networks that take any size; `noise.crop` and `noise.cutout` count these"
                        + " smaller pixels")
        @Nullable
        TrainResolution trainResolution) {
    /** Nothing but joint training. */
    public static final Phases JOINT = new Phases(null, null);

    /** The share of the steps after which labeled rows are alone, of fine-tuning or at the served size; 1 without these. */
    double jointShare() {
        return servedFrom() - (fineTuning == null ? 0 : fineTuning.share());
    }

    /** The share of the steps after which images have the served size for the first time; 1 if they always have it. */
    double servedFrom() {
        return 1 - (trainResolution == null ? 0 : trainResolution.share());
    }

    /**
     * Pseudo-labeled rows alone first, and labeled rows alone at the end: the variant that the paper compares joint
     * training with.
     */
    public record FineTuning(
            @Key(allowed = "(0, 1)", defaultValue = "0.1", doc = "share of all steps, at the end")
            double share,

            @Key(allowed = "(0, 100]", defaultValue = "0.005", doc = "peak rate of these steps")
            double learningRate) {}

    /**
     * Training at a lower resolution than the one that is served, and at the end classifier and last batch normalization
     * alone at the served one (Touvron et al. 2019, "Fixing the train-test resolution discrepancy").
     */
    public record TrainResolution(
            @Key(
                    allowed = "[1, 4096]",
                    derived = Derived.TRAINING_SIZE,
                    doc = "shorter side of the images in training, in pixels")
            int size,

            @Key(allowed = "(0, 1)", defaultValue = "0.1", doc = "share of all steps, at the pipeline's size")
            double share,

            @Key(allowed = "(0, 100]", defaultValue = "0.005", doc = "peak rate of these steps")
            double learningRate) {

        /** The shape of training images, of the same aspect as the served ones. */
        public ImageShape shape(ImageShape served) {
            return served.withShorterSide(size);
        }
    }
}
