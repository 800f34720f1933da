package io.noisystudent.contracts.config;

import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Everything that a training run needs besides data and seed.
 *
 * <p>Source of the method: Xie, Luong, Hovy, Le, "Self-training with Noisy Student improves ImageNet classification",
 * CVPR 2020 (arXiv 1911.04252). Length is given either in epochs or in optimiser steps: exactly one of the two is set.
 *
 * @param network a name that {@code networks} can build, for example {@code wrn-16-2}
 * @param epochs passes over the larger of the two sets (labelled, pseudo-labelled); 0 if steps are given
 * @param steps optimiser steps; 0 if epochs are given
 * @param batchSize labelled rows per step
 * @param unlabeledRatio pseudo-labelled rows per labelled row in one step
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
        double movingAverageDecay) {
    public Recipe {
        requireNonNull(network, "network is null");
        requireNonNull(objective, "objective is null");
        requireNonNull(optimizer, "optimizer is null");
        requireNonNull(noise, "noise is null");
    }

    /** The same recipe for another number of optimiser steps: the compute-matched control. */
    public Recipe withSteps(int otherSteps) {
        return new Recipe(
                network, 0, otherSteps, batchSize, unlabeledRatio, objective, optimizer, noise, movingAverageDecay);
    }

    /** The same recipe with another optimiser. */
    public Recipe withOptimizer(Optimizer other) {
        return new Recipe(
                network, epochs, steps, batchSize, unlabeledRatio, objective, other, noise, movingAverageDecay);
    }

    /**
     * What the loss is made of.
     *
     * @param softLabels pseudo-labels enter as distributions; otherwise as their most probable class
     * @param temperature of the teacher's distribution: {@code p^(1/T)} renormalised
     * @param labelSmoothing share of the target that is spread over all classes (labelled rows and hard pseudo-labels)
     * @param unlabeledWeight weight of the mean loss of the pseudo-labelled rows; null means the ratio, as in the
     *     reference code, so that each row weighs the same
     */
    public record Objective(
            boolean softLabels,
            double temperature,
            double labelSmoothing,
            @Nullable Double unlabeledWeight) {}

    /**
     * How gradients become steps: weight decay spares biases and batch normalisation; the rate rises linearly and then
     * falls. Recipes that were stored before a component existed have its default.
     *
     * @param learningRate peak rate
     * @param momentum Nesterov's for SGD, the classical for RMSProp, the first moment's memory for AdamW
     * @param warmup share of all steps during which the rate rises
     * @param algorithm SGD by default
     * @param schedule of the rate after the warm-up, a cosine by default
     * @param clipNorm the gradients of all weights together are scaled down to this Euclidean norm; null means never
     */
    public record Optimizer(
            double learningRate,
            double momentum,
            double weightDecay,
            double warmup,
            @Nullable Algorithm algorithm,
            @Nullable Schedule schedule,
            @Nullable Double clipNorm) {
        public Optimizer {
            algorithm = algorithm == null ? Algorithm.SGD : algorithm;
            schedule = schedule == null ? new Schedule.Cosine() : schedule;
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
            this(learningRate, momentum, weightDecay, warmup, algorithm, schedule, null);
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
