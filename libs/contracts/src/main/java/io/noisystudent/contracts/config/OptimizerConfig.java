package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.noisystudent.contracts.config.Recipe.Algorithm;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Where the weights begin and how gradients become steps: weight decay spares biases and batch normalization; the
 * rate rises linearly and then falls. Recipes that were stored before a component existed have its default.
 *
 * @param momentum Nesterov's for SGD, the classical for RMSProp, the first moment's memory for AdamW
 * @param clipNorm null means never
 * @param accumulate null means 1
 * @param backbone null means like all else
 */
public record OptimizerConfig(
        @Key(allowed = "(0, 100]", derived = Derived.LEARNING_RATE, doc = "peak rate of the schedule")
        double learningRate,

        @Key(
                allowed = "[0, 1)",
                defaultValue = "0.9",
                doc = "momentum of SGD and RMSProp; the first moment's memory in AdamW")
        double momentum,

        @Key(
                allowed = "[0, 1]",
                derived = Derived.WEIGHT_DECAY,
                doc = "decay of all weights but biases and batch normalization; added to the gradient,"
                        + " in AdamW apart from it")
        double weightDecay,

        @Key(allowed = "[0, 1)", defaultValue = "0.05", doc = "share of the steps during which the rate rises")
        double warmup,

        @Key(
                name = "optimizer",
                before = "learning-rate",
                defaultValue = "sgd",
                doc = "SGD with Nesterov momentum; AdamW (second moment 0.999, epsilon 1e-8); RMSProp"
                        + " as in TensorFlow 1 (decay 0.9, epsilon 0.001 inside the root), the paper's")
        @Nullable
        Algorithm algorithm,

        @Key(
                defaultValue = "cosine",
                give = "{step: {at: [0.5, 0.75], factor: 0.1}}",
                doc = "how the rate falls after the warm-up; lengths are shares of all steps, so that"
                        + " more epochs stretch it")
        @Nullable
        Schedule schedule,

        @Key(
                allowed = "(0, 1000000]",
                or = "none",
                defaultValue = "none",
                doc = "longer gradients are scaled down to this length, all weights' together")
        @Nullable
        Double clipNorm,

        @Key(
                allowed = "(0, 1000]",
                defaultValue = "1",
                doc = "multiplies the length and stretches the schedule with it, but not the warm-up;"
                        + " the paper's small networks have 2")
        @Nullable
        Double trainRatio,

        @Key(
                defaultValue = "false",
                doc = "a student begins with its teacher's weights, which takes the same network;"
                        + " otherwise with fresh ones, as in the paper")
        @Nullable
        Boolean warmStart,

        @Key(
                allowed = "[1, 65536]",
                or = "none",
                defaultValue = "none",
                doc = "equal parts into which the rows of a step are split, one after the other in memory,"
                        + " their gradients added up; `batch-size` is a multiple of it; the weights are those of"
                        + " an undivided step up to rounding, except that noise differs, and batch normalization,"
                        + " `fairness` and `confidence-weighted` see one part at a time; `none` is 1")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        Integer accumulate,

        @Inline @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        BackboneConfig backbone) {
    public OptimizerConfig {
        algorithm = algorithm == null ? Algorithm.SGD : algorithm;
        schedule = schedule == null ? new Schedule.Cosine() : schedule;
        trainRatio = trainRatio == null ? Double.valueOf(1) : trainRatio;
        warmStart = warmStart == null ? Boolean.FALSE : warmStart;
        backbone = BackboneConfig.NONE.equals(backbone) ? null : backbone;
    }

    /** SGD with a cosine. */
    public OptimizerConfig(double learningRate, double momentum, double weightDecay, double warmup) {
        this(learningRate, momentum, weightDecay, warmup, null, null);
    }

    /** Gradients as long as they are. */
    public OptimizerConfig(
            double learningRate,
            double momentum,
            double weightDecay,
            double warmup,
            @Nullable Algorithm algorithm,
            @Nullable Schedule schedule) {
        this(learningRate, momentum, weightDecay, warmup, algorithm, schedule, null, null, null, null, null);
    }

    /** The same with another peak rate, and the backbone's in proportion. */
    public OptimizerConfig withLearningRate(double other) {
        return with(
                other, trainRatio(), warmStart(), accumulate, backboneTraining().scaledBy(other / learningRate));
    }

    /** The same for another length. */
    public OptimizerConfig withTrainRatio(double other) {
        return with(learningRate, other, warmStart(), accumulate, backboneTraining());
    }

    /**
     * The same with or without the weights of another network at the start; without them nothing is frozen, since fresh
     * weights have to be learned.
     */
    public OptimizerConfig withWarmStart(boolean other) {
        return with(learningRate, trainRatio(), other, accumulate, other ? backboneTraining() : BackboneConfig.NONE);
    }

    /** The same with another training of the backbone. */
    public OptimizerConfig withBackbone(BackboneConfig other) {
        return with(learningRate, trainRatio(), warmStart(), accumulate, other);
    }

    private OptimizerConfig with(
            double learningRate,
            double trainRatio,
            boolean warmStart,
            @Nullable Integer parts,
            BackboneConfig backbone) {
        return new OptimizerConfig(
                learningRate,
                momentum,
                weightDecay,
                warmup,
                algorithm,
                schedule,
                clipNorm,
                trainRatio,
                warmStart,
                parts,
                backbone);
    }

    /** The same in so many parts of a batch. */
    public OptimizerConfig withParts(int other) {
        return with(learningRate, trainRatio(), warmStart(), other, backboneTraining());
    }

    /** Parts into which the rows of a step are split, 1 or more. */
    public int parts() {
        return accumulate == null ? 1 : accumulate;
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

    /** How the part before the classifier is trained; never null. */
    public BackboneConfig backboneTraining() {
        return backbone == null ? BackboneConfig.NONE : backbone;
    }
}
