package io.noisystudent.contracts.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the classifier and the last normalization of a version are adapted to the size that is served (Touvron et al. 2019,
 * FixRes).
 */
public record FixResConfig(
        @Key(
                defaultValue = "false",
                doc = "whether every student that the gate promotes is adapted, too, before the curriculum goes on;"
                        + " otherwise only those that `./noisy-student fixres` names")
        boolean afterPromotion,

        @Key(allowed = "[1, 100000000]", defaultValue = "100", doc = "steps of the optimizer")
        int steps,

        @Key(allowed = "[1, 65536]", defaultValue = "64", doc = "labeled rows per step")
        int batchSize,

        @Key(allowed = "(0, 100]", defaultValue = "0.005", doc = "peak rate of these steps")
        double learningRate,

        @Key(
                allowed = "[1, 4096]",
                or = "none",
                defaultValue = "none",
                doc =
                        "shorter side of the images that the adapted version takes, in pixels, whatever size it was trained on;"
                                + " `none` is the pipeline's size; for networks that take any size")
        @Nullable
        Integer size) {
    /** On request alone, with every default. */
    public static final FixResConfig ON_REQUEST = new FixResConfig(false, 100, 64, 0.005);

    /** At the pipeline's size. */
    public FixResConfig(boolean afterPromotion, int steps, int batchSize, double learningRate) {
        this(afterPromotion, steps, batchSize, learningRate, null);
    }

    /** The shape of the images that an adapted version takes. */
    public ImageShape image(ImageShape ofPipeline) {
        return size == null ? ofPipeline : ofPipeline.withShorterSide(size);
    }

    /** Name of what opens these generations, beside those of {@link CurriculumKind}. */
    public static final String KIND = "fixres";

    private static final double MOMENTUM = 0.9;
    private static final double WEIGHT_DECAY = 1e-4;
    private static final double AVERAGE_DECAY = 0.99;

    /** Of the network of a version, with its weights, on labels alone, without noise. */
    public Recipe recipe() {
        return new Recipe(
                Recipe.TEACHERS_NETWORK,
                0,
                steps,
                batchSize,
                1,
                Recipe.Objective.of(List.of(new ObjectiveTerm.CrossEntropy(1, 0))),
                new OptimizerConfig(learningRate, MOMENTUM, WEIGHT_DECAY, 0).withWarmStart(true),
                Noise.NONE,
                AVERAGE_DECAY,
                Phases.JOINT,
                null,
                null);
    }
}
