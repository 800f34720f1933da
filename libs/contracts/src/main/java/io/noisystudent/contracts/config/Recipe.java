package io.noisystudent.contracts.config;

import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Everything that a training run needs besides data and seed.
 *
 * <p>Source of the method: Xie, Luong, Hovy, Le, "Self-training with Noisy Student improves ImageNet classification",
 * CVPR 2020 (arXiv 1911.04252). Length is given either in epochs or in optimiser steps: exactly one of the two is set.
 *
 * @param network a name that {@code networks} can build, for example {@code wrn-16-2}, or {@link #TEACHERS_NETWORK}
 * @param epochs passes over the larger of the two sets (labelled, pseudo-labelled); 0 if steps are given
 * @param steps optimiser steps; 0 if epochs are given
 * @param batchSize labelled rows per step
 * @param unlabeledRatio pseudo-labelled rows per labelled row in one step
 * @param phases what precedes or follows the joint training; nothing by default
 */
public record Recipe(
        String network,
        int epochs,
        int steps,
        int batchSize,
        int unlabeledRatio,
        Objective objective,
        Optimizer optimizer,
        Noise noise,
        double movingAverageDecay,
        @Nullable Phases phases) {
    /** The network that the teacher is, which may have been imported: nobody here knows how to build it. */
    public static final String TEACHERS_NETWORK = "teacher";

    public Recipe {
        requireNonNull(network, "network is null");
        requireNonNull(objective, "objective is null");
        requireNonNull(optimizer, "optimizer is null");
        requireNonNull(noise, "noise is null");
        phases = phases == null ? Phases.JOINT : phases;
    }

    /** Never null. */
    @Override
    public Phases phases() {
        return requireNonNull(phases, "phases");
    }

    /** Whether the student is of whatever network its teacher is. */
    public boolean takesTeachersNetwork() {
        return network.equals(TEACHERS_NETWORK);
    }

    /** The same recipe for exactly another number of optimiser steps. */
    public Recipe withSteps(int otherSteps) {
        return new Recipe(
                network,
                0,
                otherSteps,
                batchSize,
                unlabeledRatio,
                objective,
                optimizer.withTrainRatio(1),
                noise,
                movingAverageDecay,
                phases);
    }

    /** The same recipe with another loss. */
    public Recipe withObjective(Objective other) {
        return new Recipe(
                network, epochs, steps, batchSize, unlabeledRatio, other, optimizer, noise, movingAverageDecay, phases);
    }

    /** The same recipe with another optimiser. */
    public Recipe withOptimizer(Optimizer other) {
        return new Recipe(
                network, epochs, steps, batchSize, unlabeledRatio, objective, other, noise, movingAverageDecay, phases);
    }

    /** The same recipe with other noise. */
    public Recipe withNoise(Noise other) {
        return new Recipe(
                network,
                epochs,
                steps,
                batchSize,
                unlabeledRatio,
                objective,
                optimizer,
                other,
                movingAverageDecay,
                phases);
    }

    /** The same recipe with other phases. */
    public Recipe withPhases(Phases other) {
        return new Recipe(
                network,
                epochs,
                steps,
                batchSize,
                unlabeledRatio,
                objective,
                optimizer,
                noise,
                movingAverageDecay,
                other);
    }

    /**
     * What the loss is made of.
     *
     * @param softLabels pseudo-labels enter as distributions; otherwise as their most probable class
     * @param temperature of the teacher's distribution: {@code p^(1/T)} renormalised
     * @param labelSmoothing share of the target that is spread over all classes (labelled rows and hard pseudo-labels)
     * @param unlabeledWeight weight of the mean loss of the pseudo-labelled rows; null means the ratio, as in the
     *     reference code, so that each row weighs the same
     * @param fairness weight of FreeMatch's term, which spreads the predictions of the pseudo-labelled rows over the
     *     classes as the teacher expects them; 0, off, by default
     * @param onlineLabels null, by default, takes the stored pseudo-labels
     */
    public record Objective(
            boolean softLabels,
            double temperature,
            double labelSmoothing,
            @Nullable Double unlabeledWeight,
            @Nullable Double fairness,
            @Nullable OnlineLabels onlineLabels) {
        public Objective {
            fairness = fairness == null ? Double.valueOf(0) : fairness;
        }

        /** Cross entropy alone. */
        public Objective(
                boolean softLabels, double temperature, double labelSmoothing, @Nullable Double unlabeledWeight) {
            this(softLabels, temperature, labelSmoothing, unlabeledWeight, null, null);
        }

        /** Never null. */
        @Override
        public Double fairness() {
            return requireNonNull(fairness, "fairness");
        }
    }

    /**
     * The teacher, without noise, labels another view of every pseudo-labelled image in every step, distorted by crop and
     * flip alone, in place of the label that it once gave the image itself.
     *
     * @param minConfidence views of which the teacher is less sure weigh nothing; 0 lets all in
     */
    public record OnlineLabels(double minConfidence) {}

    /**
     * What precedes or follows the joint training on both kinds of rows, within the same number of steps.
     *
     * @param fineTuning null trains jointly
     * @param trainResolution null trains at the pipeline's resolution
     */
    public record Phases(
            @Nullable FineTuning fineTuning, @Nullable TrainResolution trainResolution) {
        /** Nothing but joint training. */
        public static final Phases JOINT = new Phases(null, null);
    }

    /**
     * Pseudo-labelled rows alone first, and labelled rows alone at the end, each with the whole schedule: the variant
     * that the paper compares joint training with.
     *
     * @param share of all steps at the end, above 0 and below 1
     * @param learningRate peak rate of these steps
     */
    public record FineTuning(double share, double learningRate) {}

    /**
     * Training at a lower resolution than the one that is served, and at the end classifier and last batch normalisation
     * alone at the served one, on labelled rows without noise (Touvron et al. 2019, "Fixing the train-test resolution
     * discrepancy").
     *
     * @param size shorter side of the images in training, in pixels
     * @param share of all steps at the served resolution, above 0 and below 1
     * @param learningRate peak rate of these steps
     */
    public record TrainResolution(int size, double share, double learningRate) {

        /** The shape of training images, of the same aspect as the served ones. */
        public ImageShape shape(ImageShape served) {
            double factor = (double) size / Math.min(served.height(), served.width());
            return new ImageShape(
                    (int) Math.round(served.height() * factor),
                    (int) Math.round(served.width() * factor),
                    served.channels());
        }
    }

    /**
     * Where the weights begin and how gradients become steps: weight decay spares biases and batch normalisation; the
     * rate rises linearly and then falls. Recipes that were stored before a component existed have its default.
     *
     * @param learningRate peak rate
     * @param momentum Nesterov's for SGD, the classical for RMSProp, the first moment's memory for AdamW
     * @param warmup share of all steps during which the rate rises
     * @param algorithm SGD by default
     * @param schedule of the rate after the warm-up, a cosine by default
     * @param clipNorm the gradients of all weights together are scaled down to this Euclidean norm; null means never
     * @param trainRatio multiplies the steps and stretches the schedule, but not the warm-up; 1 by default
     * @param warmStart begin with the teacher's weights instead of fresh ones, if there is a teacher; not by default
     */
    public record Optimizer(
            double learningRate,
            double momentum,
            double weightDecay,
            double warmup,
            @Nullable Algorithm algorithm,
            @Nullable Schedule schedule,
            @Nullable Double clipNorm,
            @Nullable Double trainRatio,
            @Nullable Boolean warmStart) {
        public Optimizer {
            algorithm = algorithm == null ? Algorithm.SGD : algorithm;
            schedule = schedule == null ? new Schedule.Cosine() : schedule;
            trainRatio = trainRatio == null ? Double.valueOf(1) : trainRatio;
            warmStart = warmStart == null ? Boolean.FALSE : warmStart;
        }

        /** SGD with a cosine. */
        public Optimizer(double learningRate, double momentum, double weightDecay, double warmup) {
            this(learningRate, momentum, weightDecay, warmup, null, null);
        }

        /** Gradients as long as they are. */
        public Optimizer(
                double learningRate,
                double momentum,
                double weightDecay,
                double warmup,
                @Nullable Algorithm algorithm,
                @Nullable Schedule schedule) {
            this(learningRate, momentum, weightDecay, warmup, algorithm, schedule, null, null, null);
        }

        /** The same with another peak rate. */
        public Optimizer withLearningRate(double other) {
            return new Optimizer(
                    other, momentum, weightDecay, warmup, algorithm, schedule, clipNorm, trainRatio, warmStart);
        }

        /** The same for another length. */
        public Optimizer withTrainRatio(double other) {
            return new Optimizer(
                    learningRate, momentum, weightDecay, warmup, algorithm, schedule, clipNorm, other, warmStart);
        }

        /** Never null. */
        @Override
        public Algorithm algorithm() {
            return requireNonNull(algorithm, "algorithm");
        }

        /** Never null. */
        @Override
        public Schedule schedule() {
            return requireNonNull(schedule, "schedule");
        }

        /** Never null. */
        @Override
        public Double trainRatio() {
            return requireNonNull(trainRatio, "trainRatio");
        }

        /** Never null. */
        @Override
        public Boolean warmStart() {
            return requireNonNull(warmStart, "warmStart");
        }
    }

    /** What moves the weights. */
    public enum Algorithm {
        /** Stochastic gradient descent with Nesterov momentum. */
        SGD,
        /** Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019). */
        ADAMW,
        /** As TensorFlow 1 has it, with which Noisy Student was trained. */
        RMSPROP
    }

    /**
     * Noise on the student; the teacher never sees any.
     *
     * @param randAugment absent means no RandAugment
     * @param crop reflect padding in pixels before the random crop; 0 is off
     * @param flip mirror horizontally with probability one half; wrong for digits and text
     * @param cutout side of the square that is masked, in pixels; 0 is off
     * @param fill what distortions uncover and Cutout masks, 0 to 255: the background where there is one
     * @param dropout before the classifier
     * @param stochasticDepth drop rate of the last residual branch, linear in depth
     */
    public record Noise(
            @Nullable RandAugment randAugment,
            int crop,
            boolean flip,
            int cutout,
            int fill,
            double dropout,
            double stochasticDepth) {
        /** The grey in the middle. */
        public static final int GREY = 128;

        public static final Noise NONE = new Noise(null, 0, false, 0, GREY, 0, 0);
    }

    /**
     * RandAugment (Cubuk et al. 2020): {@code ops} operations drawn with replacement, all at one magnitude of 0 to 30.
     *
     * @param operations from which they are drawn
     */
    public record RandAugment(int ops, double magnitude, Operations operations) {}

    /** Sets of RandAugment's operations. */
    public enum Operations {
        /** All sixteen, as Noisy Student uses them. */
        ALL,
        /** Rotation, shears and translations at any strength up to the magnitude: for images whose colours say nothing. */
        GEOMETRIC
    }
}
